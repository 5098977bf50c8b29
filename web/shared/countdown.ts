import { computed, onScopeDispose, ref } from "vue";

/** Whole seconds until `deadline` (milliseconds since 1970), never negative. */
export function secondsLeft(deadline: number, now: number): number {
  return Math.max(0, Math.ceil((deadline - now) / 1000));
}

/** Counts down to a moment rather than counting ticks, so a page that slept in the background shows the truth when it wakes. */
export function useCountdown() {
  const deadline = ref(0);
  const now = ref(Date.now());
  let timer: ReturnType<typeof setInterval> | undefined;

  function stop() {
    clearInterval(timer);
    timer = undefined;
  }

  function tick() {
    now.value = Date.now();
    if (now.value >= deadline.value) stop();
  }

  /** Counts down to a moment kept from before, for example over a page load. */
  function until(moment: number) {
    deadline.value = moment;
    stop();
    timer = setInterval(tick, 250);
    tick();
  }

  onScopeDispose(stop);
  return {
    deadline,
    left: computed(() => secondsLeft(deadline.value, now.value)),
    start: (seconds: number) => until(Date.now() + seconds * 1000),
    until,
  };
}
