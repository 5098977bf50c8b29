import { onScopeDispose, ref, shallowRef } from "vue";
import { Problem } from "@shared/problem";
import { type Check, check } from "./api";

/** Between two looks: WeChat's console takes a person longer than this. */
const PAUSE_MS = 4_000;
/** A page that was forgotten asks no more. */
const MOST_LOOKS = 100;

/** Looks at an account's connection until it is green, or the page is left; a page nobody sees waits. */
export function useChecking(appid: () => string, look: (appid: string) => Promise<Check> = check) {
  const found = shallowRef<Check | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const busy = ref(false);
  let looks = 0;
  let next: ReturnType<typeof setTimeout> | undefined;
  let left = false;

  async function again(): Promise<void> {
    clearTimeout(next);
    if (busy.value) return;
    busy.value = true;
    try {
      found.value = await look(appid());
      problem.value = null;
    } catch (thrown) {
      problem.value = Problem.from(thrown);
    } finally {
      busy.value = false;
      looks += 1;
      later();
    }
  }

  function later(): void {
    if (left || found.value?.green || looks >= MOST_LOOKS) return;
    next = setTimeout(() => (document.hidden ? later() : void again()), PAUSE_MS);
  }

  /** By hand: as often as one likes. */
  function now(): Promise<void> {
    looks = 0;
    return again();
  }

  onScopeDispose(() => {
    left = true;
    clearTimeout(next);
  });

  return { found, problem, busy, now };
}
