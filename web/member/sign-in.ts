/** What survives a round trip through WeChat; `sessionStorage` may be absent or refuse. */
type Memory = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export type Scope = "snsapi_base" | "snsapi_userinfo";

const LEFT = "kabao:left-for-sign-in";
const RECENT = "kabao:sign-ins";
const LEFT_COUNTS_FOR_MS = 5 * 60_000;
const RECENT_MS = 60_000;
const RECENT_LIMIT = 5;

/** What the gateway is willing to send a browser back to; anything odder starts at the home page. */
const RETURNABLE = /^(?!.*(?:\/\/|\.\.|%0|%2f|%5c|%2e))[\w\-/.~?&=%]{1,512}$/i;

/** The gateway's address that sends the browser to WeChat and back to `to`. */
export function startUrl(appid: string, to: string, scope: Scope): string {
  const back = RETURNABLE.test(to) ? to : `/m/${appid}/`;
  return `/v1/member/oauth/${appid}/start?${new URLSearchParams({ to: back, scope })}`;
}

/**
 * Keeps automatic sign-in from going round in circles: one that came back without a session is not repeated, and
 * neither is one that succeeds over and over while the gateway goes on refusing.
 */
export class SignInGuard {
  constructor(
    private readonly memory: Memory | undefined,
    private readonly now: () => number = Date.now,
  ) {}

  /** Whether the page may leave for WeChat without being asked; without a memory it may not. */
  mayLeave(): boolean {
    if (!this.memory) return false;
    const left = Number(this.read(LEFT)) || 0;
    return this.now() - left > LEFT_COUNTS_FOR_MS && this.recent().length < RECENT_LIMIT;
  }

  /** Call just before leaving. */
  leave(): void {
    this.write(LEFT, String(this.now()));
    this.write(RECENT, JSON.stringify([...this.recent(), this.now()]));
  }

  /** A session is here: the last sign-in worked. */
  arrived(): void {
    this.attempt((memory) => memory.removeItem(LEFT));
  }

  /** The visitor asks for another try. */
  forget(): void {
    this.arrived();
    this.attempt((memory) => memory.removeItem(RECENT));
  }

  private recent(): number[] {
    const times: unknown = parse(this.read(RECENT));
    if (!Array.isArray(times)) return [];
    return times.filter((time): time is number => typeof time === "number" && this.now() - time < RECENT_MS);
  }

  private read(key: string): string | null {
    return this.attempt((memory) => memory.getItem(key)) ?? null;
  }

  private write(key: string, value: string): void {
    this.attempt((memory) => memory.setItem(key, value));
  }

  private attempt<T>(use: (memory: Memory) => T): T | undefined {
    try {
      return this.memory && use(this.memory);
    } catch {
      return undefined;
    }
  }
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}

/** This tab's memory, or nothing where the browser forbids it. */
export function tabMemory(): Storage | undefined {
  try {
    return window.sessionStorage;
  } catch {
    return undefined;
  }
}
