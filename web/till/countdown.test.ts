import { expect, it, vi } from "vitest";
import { effectScope } from "vue";
import { secondsUntil, useCountdown } from "./countdown";

it.each([
  [60_000, 0, 60],
  [60_000, 1, 60],
  [60_000, 59_001, 1],
  [60_000, 60_000, 0],
  [60_000, 90_000, 0],
])("until %i at %i there are %i seconds", (deadline, now, left) => {
  expect(secondsUntil(deadline, now)).toBe(left);
});

it("reaches zero by the clock and stops its timer", () => {
  vi.useFakeTimers();
  const scope = effectScope();
  const countdown = scope.run(useCountdown)!;
  countdown.start(2);
  expect(countdown.left.value).toBe(2);
  vi.advanceTimersByTime(1_250);
  expect(countdown.left.value).toBe(1);
  vi.advanceTimersByTime(1_000);
  expect(countdown.left.value).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
  scope.stop();
  vi.useRealTimers();
});
