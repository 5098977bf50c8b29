import { computed, onScopeDispose, ref } from "vue";

/** Whole seconds left until `deadlineMs`, never below 0. */
export const secondsUntil = (deadlineMs: number, nowMs: number) => Math.max(0, Math.ceil((deadlineMs - nowMs) / 1_000));

/** Counts down by the clock, so that a sleeping tab is right again when it wakes. */
export function useCountdown() {
  const deadline = ref(0);
  const now = ref(Date.now());
  let timer: ReturnType<typeof setInterval> | undefined;

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
  }

  function tick(): void {
    now.value = Date.now();
    if (now.value >= deadline.value) stop();
  }

  function start(seconds: number): void {
    stop();
    now.value = Date.now();
    deadline.value = now.value + seconds * 1_000;
    timer = setInterval(tick, 250);
  }

  onScopeDispose(stop);
  return { left: computed(() => secondsUntil(deadline.value, now.value)), start };
}
