import { useCountdown } from "@shared/countdown";
import { Problem } from "@shared/problem";
import { computed, onScopeDispose, ref, shallowRef } from "vue";
import type { MemberCode } from "./types";

/** The longest a code is shown before the next, in milliseconds (`refresh_in_ms`). */
export const PERIOD_MS = 30_000;

const RETRY_MS = [2_000, 4_000, 8_000, 15_000];
/** A server that says "refresh in 0 ms" must not be asked in a tight loop. */
const SOONEST_MS = 1_000;

/**
 * Keeps the current member code: fetches the next when due, rests while the page is hidden, and keeps the last one in
 * sight while the network is away. Times are measured from arrival, so a wrong device clock does no harm.
 */
export function useMemberCode(fetchCode: () => Promise<MemberCode>) {
  const code = shallowRef<MemberCode>();
  const problem = ref<Problem>();
  const renewing = ref(false);
  const due = useCountdown();
  const validity = useCountdown();
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let disposed = false;

  async function renew(): Promise<void> {
    if (renewing.value) return;
    clearTimeout(timer);
    renewing.value = true;
    try {
      accept(await fetchCode());
    } catch (thrown) {
      problem.value = Problem.from(thrown);
      wait(RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)] ?? SOONEST_MS);
    } finally {
      renewing.value = false;
    }
  }

  function accept(fresh: MemberCode) {
    if (disposed) return;
    code.value = fresh;
    problem.value = undefined;
    failures = 0;
    const refreshIn = Math.max(fresh.refresh_in_ms, SOONEST_MS);
    due.until(Date.now() + refreshIn);
    validity.until(Date.now() + Math.max(Date.parse(fresh.valid_until) - Date.parse(fresh.made_at), refreshIn));
    wait(refreshIn);
  }

  function wait(ms: number) {
    clearTimeout(timer);
    if (!document.hidden && !disposed) timer = setTimeout(renew, ms);
  }

  function showOrRest() {
    if (document.hidden) return clearTimeout(timer);
    const left = due.deadline.value - Date.now();
    if (left > 0 && !problem.value) wait(left);
    else void renew();
  }

  const retryNow = () => void (problem.value && renew());
  document.addEventListener("visibilitychange", showOrRest);
  addEventListener("online", retryNow);
  onScopeDispose(() => {
    disposed = true;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", showOrRest);
    removeEventListener("online", retryNow);
  });

  if (!document.hidden) void renew();
  return {
    code,
    problem,
    renewing,
    renew,
    secondsLeft: due.left,
    /** The till would refuse the code in sight. */
    expired: computed(() => code.value !== undefined && validity.left.value === 0),
  };
}
