import { Problem } from "@shared/problem";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type EffectScope, effectScope } from "vue";
import { useMemberCode } from "./code";
import type { MemberCode } from "./types";

let scope: EffectScope;
let hidden: boolean;
let asked: number;
/** How the gateway answers; the number is how often it was asked before. */
let gateway: (before: number) => MemberCode;

const issue = (n: number, refreshInMs = 20_000): MemberCode => ({
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

test("without a network the code stays in sight, is said to be expired in time, and renews by itself", async () => {
  gateway = (before) => {
    if (before === 0 || Date.now() >= back) return issue(before);
    throw Problem.offline();
  };
  const back = Date.now() + 60_000;
  const { code, problem, expired } = open();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(problem.value?.code).toBe("offline");
  expect(code.value?.code).toBe(issue(0).code);
  expect(expired.value).toBe(false);
  await vi.advanceTimersByTimeAsync(25_000);
  expect(expired.value).toBe(true);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(problem.value).toBeUndefined();
  expect(expired.value).toBe(false);
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
