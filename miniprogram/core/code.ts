import { get } from "./api";
import { Problem } from "./problem";
import type { MemberCode } from "./types";

const RETRY_MS = [2_000, 4_000, 8_000, 15_000];
/** A server that says "refresh in 0 ms" must not be asked in a tight loop. */
const SOONEST_MS = 1_000;
const A_SECOND_MS = 1_000;

export interface Shown {
  code: MemberCode | null;
  problem: Problem | null;
  /** Seconds to the next code. */
  left: number;
  /** The till would refuse the code in sight. */
  expired: boolean;
}

/** The last code and until when it is honoured, by this phone's clock; so that it outlives a page and a lost network. */
let last: { code: MemberCode; due: number; until: number } | undefined;

/** Counts up whenever codes are forgotten: an answer that was asked for before is not the code of now. */
let era = 0;

/** Another card, or nobody: whoever shows the code next asks for a new one. */
export function forgetCode(): void {
  last = undefined;
  era += 1;
}

/**
 * Keeps the member code fresh while it is looked at, and keeps the last one in sight while the network is away. Times
 * are measured from arrival, so a wrong clock does no harm.
 */
export class Keeper {
  private problem: Problem | null = null;
  private failures = 0;
  private asking = false;
  private awake = false;
  private due = 0;
  private ticking = 0;

  constructor(private readonly show: (shown: Shown) => void) {}

  wake(): void {
    if (this.awake) return;
    this.awake = true;
    this.ticking = setInterval(() => this.tell(), A_SECOND_MS);
    this.tell();
    if (last && last.due > Date.now()) this.renewIn(last.due - Date.now());
    else void this.renew();
  }

  rest(): void {
    this.awake = false;
    clearInterval(this.ticking);
    clearTimeout(this.due);
  }

  async renew(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    clearTimeout(this.due);
    const asked = era;
    try {
      const code = await get<MemberCode>("/code");
      if (asked === era) this.accept(code);
      else this.renewIn(0);
    } catch (thrown) {
      this.problem = Problem.from(thrown);
      this.renewIn(RETRY_MS[Math.min(this.failures++, RETRY_MS.length - 1)] ?? SOONEST_MS);
    } finally {
      this.asking = false;
      this.tell();
    }
  }

  private accept(code: MemberCode): void {
    const refresh = Math.max(code.refresh_in_ms, SOONEST_MS);
    const validity = Math.max(Date.parse(code.valid_until) - Date.parse(code.made_at), refresh);
    last = { code, due: Date.now() + refresh, until: Date.now() + validity };
    this.problem = null;
    this.failures = 0;
    this.renewIn(refresh);
  }

  private renewIn(ms: number): void {
    clearTimeout(this.due);
    if (this.awake) this.due = setTimeout(() => void this.renew(), ms);
  }

  private tell(): void {
    const now = Date.now();
    const left = last ? Math.max(0, Math.ceil((last.due - now) / 1000)) : 0;
    this.show({ code: last?.code ?? null, problem: this.problem, left, expired: last !== undefined && last.until <= now });
  }
}
