import type { MemberCode, MemberCodes } from "./types";

/** How many codes are asked for at once: this one, and those that are shown should the network go away. */
export const WINDOWS = 4;

/** A server that says "refresh in 0 ms" must not be asked in a tight loop. */
export const SOONEST_MS = 1_000;

/** After how long a failed request is made again; the last for ever. */
const RETRY_MS = [2_000, 4_000, 8_000, 15_000];

export const retryIn = (failures: number): number => RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? SOONEST_MS;

/** A code and its time, in milliseconds by this phone's clock. */
export interface Timed {
  code: MemberCode;
  /** When its time comes. */
  from: number;
  /** When the next takes its place. */
  due: number;
  /** When tills stop taking it. */
  until: number;
}

/** An answer laid out in time. All is measured from its arrival, so a wrong clock does no harm. */
export function laidOut({ ahead = [], ...first }: MemberCodes, arrived: number): Timed[] {
  const made = Date.parse(first.made_at);
  return [first, ...ahead].map((code) => {
    const from = arrived + Date.parse(code.made_at) - made;
    const due = from + Math.max(code.refresh_in_ms, SOONEST_MS);
    return { code, from, due, until: Math.max(due, arrived + Date.parse(code.valid_until) - made) };
  });
}

/** The newest whose time has come, as long as a till takes it. Before and after that no code is shown at all. */
export function inSight(codes: readonly Timed[], now: number): Timed | undefined {
  const newest = codes.filter(({ from }) => from <= now).pop();
  return newest && now < newest.until ? newest : undefined;
}

/** For how many whole minutes there is a code to show without asking. */
export function minutesLeft(codes: readonly Timed[], now: number): number {
  const last = codes[codes.length - 1];
  return last ? Math.max(0, Math.floor((last.until - now) / 60_000)) : 0;
}

/** Whether the gateway itself said no, for example of a card that was reported lost: then nothing it gave out before is shown. */
export function isNo({ code, status }: { code: string; status: number }): boolean {
  return status >= 400 && status < 500 && status !== 429 && code !== "unreadable";
}
