import { words } from "./words";

/** A refusal of the gateway, or a failure to reach it (status 0). Show `title`, branch on `code`. */
export class Problem {
  constructor(
    readonly code: string,
    readonly title: string,
    readonly status: number,
    /** The other fields of the refusal, such as `retry_after_s`. */
    readonly extra: Record<string, unknown> = {},
  ) {}

  /** What `wx.request` told its `fail`. */
  static unreachable(message: string): Problem {
    const late = message.includes("timeout");
    return late ? new Problem("timeout", words().fault.timeout, 0) : new Problem("offline", words().fault.offline, 0);
  }

  static fromReply(status: number, body: unknown): Problem {
    if (typeof body === "object" && body !== null) {
      const { code, title, status: _, ...extra } = body as Record<string, unknown>;
      if (typeof code === "string" && typeof title === "string") return new Problem(code, title, status, extra);
    }
    return new Problem("unreadable", words().fault.unreadable, status);
  }

  /** What was thrown, as a problem; a fault of our own becomes plain words. */
  static from(thrown: unknown): Problem {
    if (thrown instanceof Problem) return thrown;
    console.error(thrown);
    return new Problem("unexpected", words().fault.unexpected, 0);
  }
}
