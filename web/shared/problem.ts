/** A refusal of the gateway (`application/problem+json`) or a failure to reach it (status 0). Show `title`, branch on `code`. */
export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly title: string,
    readonly status: number,
    /** The other fields of the refusal, such as `retry_after_s`. */
    readonly extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${code}: ${title}`);
    this.name = "Problem";
  }

  static offline(): Problem {
    return new Problem("offline", "网络不可用，请检查网络后再试", 0);
  }

  static timeout(): Problem {
    return new Problem("timeout", "网络有点慢，还没有收到结果，请再试一次", 0);
  }

  static unreadable(status: number): Problem {
    return new Problem("unreadable", "服务暂时不可用，请稍后再试", status);
  }

  static fromReply(status: number, text: string): Problem {
    try {
      const { code, title, status: _status, ...extra } = JSON.parse(text) as Record<string, unknown>;
      if (typeof code === "string" && typeof title === "string") return new Problem(code, title, status, extra);
    } catch {
      // A proxy's HTML page, or nothing at all.
    }
    return Problem.unreadable(status);
  }

  /** What was thrown, as a problem; a fault of our own becomes plain words. */
  static from(thrown: unknown): Problem {
    if (thrown instanceof Problem) return thrown;
    console.error(thrown);
    return new Problem("unexpected", "页面出了点问题，请刷新后再试", 0);
  }

  /** Whether the request may have been carried out all the same. */
  get outcomeUnknown(): boolean {
    return this.status === 0 || this.status >= 500;
  }

  get unauthenticated(): boolean {
    return this.status === 401;
  }

  /** The number in an extra field, for example `number("retry_after_s")`. */
  number(field: string): number | undefined {
    const value = this.extra[field];
    return typeof value === "number" && Number.isFinite(value) ? value : undefined;
  }
}
