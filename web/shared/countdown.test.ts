import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { effectScope } from "vue";
import { secondsLeft, useCountdown } from "./countdown";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("seconds are whole, count the one begun, and are never negative", () => {
  expect(secondsLeft(60_000, 0)).toBe(60);
  expect(secondsLeft(60_000, 1)).toBe(60);
  expect(secondsLeft(60_000, 59_999)).toBe(1);
  expect(secondsLeft(60_000, 60_000)).toBe(0);
  expect(secondsLeft(60_000, 99_000)).toBe(0);
});

test("it counts to zero and then stops ticking", () => {
  const countdown = effectScope().run(useCountdown);
  countdown?.start(60);
  vi.advanceTimersByTime(1_000);
  expect(countdown?.left.value).toBe(59);
  vi.advanceTimersByTime(59_000);
  expect(countdown?.left.value).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test("a page that slept shows the truth at the first tick after it wakes", () => {
  const countdown = effectScope().run(useCountdown);
  countdown?.start(60);
  vi.setSystemTime(Date.now() + 45_000);
  vi.advanceTimersByTime(250);
  expect(countdown?.left.value).toBe(15);
});

test("it stops with the page it belongs to", () => {
  const scope = effectScope();
  scope.run(useCountdown)?.start(60);
  scope.stop();
  expect(vi.getTimerCount()).toBe(0);
});
