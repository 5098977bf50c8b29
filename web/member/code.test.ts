import { Problem } from "@shared/problem";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type EffectScope, effectScope } from "vue";
import { forgetCode, useMemberCode } from "./code";
import type { MemberCodes } from "./types";

let scope: EffectScope;
let hidden: boolean;
let asked: number;
/** How the gateway answers; the number is how often it was asked before. */
let gateway: (before: number) => MemberCodes;

const issue = (n: number, refreshInMs = 20_000): MemberCodes => ({
  code: String(880000000000000000n + BigInt(n)),
  grouped: "",
  words: "请出示给商家",
  qr: "",
  barcode: "",
  made_at: "2026-11-22T03:00:00.000Z",
  refresh_in_ms: refreshInMs,
  valid_until: "2026-11-22T03:00:45.000Z",
});

function open() {
  const member = scope.run(() => useMemberCode(async () => gateway(asked++)));
  if (!member) throw new Error("the scope has ended");
  return member;
}

function turn(to: "hidden" | "visible") {
  hidden = to === "hidden";
  document.dispatchEvent(new Event("visibilitychange"));
}

beforeEach(() => {
  vi.useFakeTimers();
  scope = effectScope();
  forgetCode();
  asked = 0;
  hidden = false;
  gateway = issue;
  vi.spyOn(document, "hidden", "get").mockImplementation(() => hidden);
});

afterEach(() => {
  scope.stop();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test("the next code comes when the gateway said it would", async () => {
  const { code, secondsLeft } = open();
  await vi.advanceTimersByTimeAsync(0);
  expect(code.value?.code).toBe(issue(0).code);
  expect(secondsLeft.value).toBe(20);
  await vi.advanceTimersByTimeAsync(19_999);
  expect(asked).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(code.value?.code).toBe(issue(1).code);
});

test("without a network the code stays in sight for its time, goes then, and comes back by itself", async () => {
  gateway = (before) => {
    if (before === 0 || Date.now() >= back) return issue(before);
    throw Problem.offline();
  };
  const back = Date.now() + 60_000;
  const { code, problem, expired } = open();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(problem.value?.code).toBe("offline");
  expect(code.value?.code).toBe(issue(0).code);
  await vi.advanceTimersByTimeAsync(25_000);
  expect([code.value, expired.value]).toEqual([undefined, true]);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(problem.value).toBeUndefined();
  expect([code.value === undefined, expired.value]).toEqual([false, false]);
});

/** With the codes of the half-minutes after the one that is shown for 20 s. */
const withAhead = (): MemberCodes => ({
  ...issue(0),
  ahead: [1, 2, 3].map((n) => ({
    ...issue(n, 30_000),
    made_at: new Date(Date.parse("2026-11-22T03:00:20Z") + (n - 1) * 30_000).toISOString(),
    valid_until: new Date(Date.parse("2026-11-22T03:00:20Z") + (n + 1) * 30_000).toISOString(),
  })),
});

test("without a network those that came ahead are shown, each in its time, on this page and the next (COD-01)", async () => {
  gateway = (before) => {
    if (before === 0) return withAhead();
    throw Problem.offline();
  };
  const first = open();
  await vi.advanceTimersByTimeAsync(0);
  const seen = [first.code.value?.code];
  expect(first.minutesLeft.value).toBe(2);
  for (let window = 0; window < 3; window += 1) {
    await vi.advanceTimersByTimeAsync(window === 0 ? 20_000 : 30_000);
    seen.push(first.code.value?.code);
  }
  expect(seen).toEqual([0, 1, 2, 3].map((n) => issue(n).code));
  expect(open().code.value?.code).toBe(issue(3).code);
  await vi.advanceTimersByTimeAsync(59_000);
  expect(first.code.value?.code).toBe(issue(3).code);
  await vi.advanceTimersByTimeAsync(1_000);
  expect([first.code.value, first.expired.value]).toEqual([undefined, true]);
});

test("once the gateway says no, nothing that it gave out before is shown (COD-01)", async () => {
  gateway = (before) => {
    if (before === 0) return withAhead();
    throw new Problem("card_not_active", "这张卡已挂失", 409);
  };
  const { code, problem } = open();
  await vi.advanceTimersByTimeAsync(20_000);
  expect([code.value, problem.value?.code]).toEqual([undefined, "card_not_active"]);
});

test("another card's code is not the one that was asked for before", async () => {
  const { code } = open();
  await vi.advanceTimersByTimeAsync(0);
  forgetCode();
  expect(code.value).toBeUndefined();
});

test("the network's return is not waited for", async () => {
  let away = true;
  gateway = (before) => {
    if (away) throw Problem.offline();
    return issue(before);
  };
  const { code } = open();
  await vi.advanceTimersByTimeAsync(7_000);
  away = false;
  dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(0);
  expect(code.value).toBeDefined();
});

test("a hidden page asks for nothing, and one shown late renews at once", async () => {
  open();
  await vi.advanceTimersByTimeAsync(5_000);
  turn("hidden");
  await vi.advanceTimersByTimeAsync(600_000);
  expect(asked).toBe(1);
  turn("visible");
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toBe(2);
});

test("a page shown again in time keeps its code until it is due", async () => {
  open();
  await vi.advanceTimersByTimeAsync(5_000);
  turn("hidden");
  await vi.advanceTimersByTimeAsync(5_000);
  turn("visible");
  await vi.advanceTimersByTimeAsync(9_999);
  expect(asked).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(asked).toBe(2);
});

test("a page opened hidden waits until it is seen", async () => {
  hidden = true;
  open();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(0);
  turn("visible");
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toBe(1);
});

test("a gateway that says 'at once' is not asked more than once a second", async () => {
  gateway = (before) => issue(before, 0);
  open();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).toBe(11);
});

test("failures are retried with growing pauses", async () => {
  gateway = () => {
    throw Problem.offline();
  };
  open();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(1 + 3 + 3);
});

test("leaving the page ends it", async () => {
  open();
  await vi.advanceTimersByTimeAsync(0);
  scope.stop();
  turn("visible");
  await vi.advanceTimersByTimeAsync(600_000);
  expect(asked).toBe(1);
  expect(vi.getTimerCount()).toBe(0);
});
