import { shallowRef } from "vue";
import { useCountdown } from "@shared/countdown";
import { Problem } from "@shared/problem";
import { panelFor } from "../refusals";

/** Something the clerk has to know, until the next thing happens. */
export interface Notice {
  title: string;
  next: string[];
  tone: "stop" | "wait" | "look" | "good";
  /** A refused scan, which has a screen of its own as long as nothing is sold. */
  problem: Problem | null;
}

/** Seconds in which another scan would only be refused again. */
const waitOf = (problem: Problem) => problem.number("retry_after_s") ?? (problem.code === "terminal_locked" ? 60 : 0);

export function useNotice() {
  const notice = shallowRef<Notice | null>(null);
  const { left: lockedFor, start: lock } = useCountdown();

  function refuse(problem: Problem): void {
    if (problem.code === "terminal_locked") lock(waitOf(problem));
    // Whoever has to sign in again sees that.
    if (problem.unauthenticated) return;
    const { title, tone } = panelFor(problem);
    // What the gateway says of a sale has all the facts in it; the words of a scan are the till's own.
    notice.value = { title: problem.status === 0 || problem.title === "" ? title : problem.title, next: [], tone, problem: null };
  }

  function refuseScan(problem: Problem): void {
    refuse(problem);
    notice.value = { ...panelFor(problem), problem };
  }

  const tell = (title: string, tone: Notice["tone"] = "good") => (notice.value = { title, next: [], tone, problem: null });
  /** One sentence more, beside what is said already. */
  const also = (sentence: string) => {
    if (notice.value) notice.value = { ...notice.value, next: [sentence] };
    else tell(sentence, "look");
  };
  const hush = () => {
    if (lockedFor.value === 0) notice.value = null;
  };
  return { notice, lockedFor, refuse, refuseScan, tell, also, hush };
}

export type Noticing = ReturnType<typeof useNotice>;
