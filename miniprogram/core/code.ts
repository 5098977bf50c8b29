import { get } from "./api";
import { Problem } from "./problem";
import type { MemberCode, MemberCodes } from "./types";
import { inSight, isNo, laidOut, minutesLeft, retryIn, type Timed, WINDOWS } from "./windows";

const A_SECOND_MS = 1_000;

export interface Shown {
  code: MemberCode | null;
  problem: Problem | null;
  /** Seconds to the next code; 0 when that has to be asked for. */
  left: number;
  /** How long there is a code to show without asking. */
  minutes: number;
  /** There was a code, and its time is over. */
  expired: boolean;
}

/** The last codes, so that they outlive a page and a lost network; they are kept nowhere else. */
let codes: Timed[] = [];

/** Counts up whenever codes are forgotten: an answer that was asked for before is not the code of now. */
let era = 0;

/** Another card, or nobody: whoever shows the code next asks for a new one. */
export function forgetCode(): void {
  codes = [];
  era += 1;
}

/** Keeps the member code fresh while it is looked at, and goes on with those that came ahead while the network is away. */
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
    const left = (codes[0]?.due ?? 0) - Date.now();
    if (left > 0) this.renewIn(left);
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
      const answer = await get<MemberCodes>(`/code?windows=${WINDOWS}`);
      if (asked === era) this.accept(answer);
      else this.renewIn(0);
    } catch (thrown) {
      this.problem = Problem.from(thrown);
      if (isNo(this.problem)) forgetCode();
      this.renewIn(retryIn(this.failures++));
    } finally {
      this.asking = false;
      this.tell();
    }
  }

  private accept(answer: MemberCodes): void {
    codes = laidOut(answer, Date.now());
    this.problem = null;
    this.failures = 0;
    this.renewIn((codes[0]?.due ?? 0) - Date.now());
  }

  private renewIn(ms: number): void {
    clearTimeout(this.due);
    if (this.awake) this.due = setTimeout(() => void this.renew(), ms);
  }

  private tell(): void {
    const now = Date.now();
    const shown = inSight(codes, now);
    this.show({
      code: shown?.code ?? null,
      problem: this.problem,
      left: shown ? Math.max(0, Math.ceil((shown.due - now) / 1000)) : 0,
      minutes: minutesLeft(codes, now),
      expired: codes.length > 0 && !shown,
    });
  }
}
