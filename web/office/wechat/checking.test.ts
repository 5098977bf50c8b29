import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { effectScope } from "vue";
import type { Check } from "./api";
import { useChecking } from "./checking";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const answer = (green: boolean): Check => ({ items: [], green });

function watching(answers: (Check | Error)[]) {
  const look = vi.fn(async () => {
    const next = answers.shift();
    if (next instanceof Error) throw next;
    return next ?? answer(false);
  });
  const scope = effectScope();
  const checking = scope.run(() => useChecking(() => "wx1", look))!;
  return { look, scope, ...checking };
}

it("looks again until all is well, and then no more", async () => {
  const { look, found, now } = watching([answer(false), answer(false), answer(true)]);
  await now();
  expect(found.value?.green).toBe(false);
  await vi.advanceTimersByTimeAsync(8_000);
  expect([look.mock.calls.length, found.value?.green]).toEqual([3, true]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(look.mock.calls.length).toBe(3);
});

it("keeps what was found when a look fails, and goes on", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const { found, problem, now } = watching([answer(false), new Error("away"), answer(true)]);
  await now();
  await vi.advanceTimersByTimeAsync(4_000);
  expect([found.value?.green, problem.value?.status]).toEqual([false, 0]);
  await vi.advanceTimersByTimeAsync(4_000);
  expect([found.value?.green, problem.value]).toEqual([true, null]);
});

it("ends with the page, and does not ask for ever", async () => {
  const left = watching([]);
  await left.now();
  left.scope.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(left.look.mock.calls.length).toBe(1);
  const forgotten = watching([]);
  await forgotten.now();
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(forgotten.look.mock.calls.length).toBe(100);
});
