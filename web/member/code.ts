import { secondsLeft } from "@shared/countdown";
import { Problem } from "@shared/problem";
import { computed, onScopeDispose, ref, shallowRef } from "vue";
import { inSight, isNo, laidOut, minutesLeft, retryIn, type Timed } from "../../miniprogram/core/windows";
import type { MemberCodes } from "./types";

/** The longest a code is shown before the next, in milliseconds (`refresh_in_ms`). */
export const PERIOD_MS = 30_000;

const A_TICK_MS = 250;

/** The last codes, so that they outlive a page and a lost network; they are kept nowhere else. */
const codes = shallowRef<Timed[]>([]);

/** Counts up whenever codes are forgotten: an answer that was asked for before is not the code of now. */
let era = 0;

/** Another card, or nobody: whoever shows the code next asks for a new one. */
export function forgetCode(): void {
  codes.value = [];
  era += 1;
}

/**
 * Keeps the current member code: fetches the next when due, rests while the page is hidden, and goes on with those that
 * came ahead while the network is away. A code whose time is over is not there any more.
 */
export function useMemberCode(fetchCodes: () => Promise<MemberCodes>) {
  const problem = ref<Problem>();
  const renewing = ref(false);
  const now = ref(Date.now());
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ticking: ReturnType<typeof setInterval> | undefined;
  let disposed = false;

  const shown = computed(() => inSight(codes.value, now.value));
  const look = () => void (now.value = Date.now());

  async function renew(): Promise<void> {
    if (renewing.value) return;
    clearTimeout(timer);
    renewing.value = true;
    const asked = era;
    try {
      const answer = await fetchCodes();
      if (asked === era) accept(answer);
      else wait(0);
    } catch (thrown) {
      refuse(Problem.from(thrown));
    } finally {
      renewing.value = false;
    }
  }

  function accept(answer: MemberCodes) {
    if (disposed) return;
    codes.value = laidOut(answer, Date.now());
    look();
    problem.value = undefined;
    failures = 0;
    wait(due() - Date.now());
  }

  function refuse(refusal: Problem) {
    problem.value = refusal;
    if (isNo(refusal)) forgetCode();
    wait(retryIn(failures++));
  }

  /** When the gateway is to be asked: those ahead are for when it cannot be. */
  const due = () => codes.value[0]?.due ?? 0;

  function wait(ms: number) {
    clearTimeout(timer);
    if (!document.hidden && !disposed) timer = setTimeout(renew, ms);
  }

  function showOrRest() {
    clearInterval(ticking);
    if (document.hidden) return clearTimeout(timer);
    look();
    ticking = setInterval(look, A_TICK_MS);
    const left = due() - Date.now();
    if (left > 0 && !problem.value) wait(left);
    else void renew();
  }

  const retryNow = () => void (problem.value && renew());
  document.addEventListener("visibilitychange", showOrRest);
  addEventListener("online", retryNow);
  onScopeDispose(() => {
    disposed = true;
    clearTimeout(timer);
    clearInterval(ticking);
    document.removeEventListener("visibilitychange", showOrRest);
    removeEventListener("online", retryNow);
  });

  showOrRest();
  return {
    code: computed(() => shown.value?.code),
    problem,
    renewing,
    renew,
    secondsLeft: computed(() => secondsLeft(shown.value?.due ?? 0, now.value)),
    /** For how many minutes there is a code to show without asking. */
    minutesLeft: computed(() => minutesLeft(codes.value, now.value)),
    /** There was a code, and its time is over. */
    expired: computed(() => codes.value.length > 0 && !shown.value),
  };
}
