import { onScopeDispose, reactive, watch } from "vue";
import { Intent } from "@shared/intent";
import type { Problem } from "@shared/problem";
import { noticed, session } from "./session";

/**
 * Whether the gateway has said no, or the same request has to be sent again to learn what became of it. Once it may have
 * been carried out, neither a sign-in that is asked for nor "too many requests" says anything about it.
 */
export function isRefusal(problem: Problem, unsure: boolean): boolean {
  if (problem.code === "unexpected") return true; // Our own fault: nothing was sent, or it was answered.
  if (problem.outcomeUnknown) return false;
  return !(unsure && (problem.unauthenticated || problem.status === 429));
}

/** How long to wait before the try after this one, in milliseconds. */
export function waitAfter(tries: number, problem?: Problem): number {
  return 1000 * (problem?.number("retry_after_s") ?? Math.min(15, 2 ** (tries - 1)));
}

/** Waits that end early when the network is back, somebody has signed in again, or a clerk is impatient. */
export function usePatience() {
  let wake = () => {};
  const hurry = () => wake();
  const wait = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => (clearTimeout(timer), resolve());
    });
  addEventListener("online", hurry);
  watch(() => session.expired, (expired) => !expired && hurry());
  onScopeDispose(() => removeEventListener("online", hurry));
  return { wait, hurry };
}

export interface Pressed {
  busy: boolean;
  /** It may have been carried out; the same request is sent again until somebody knows. */
  unsure: boolean;
  tries: number;
  /** How the last one ended. */
  refused: boolean;
}

/** A button whose press counts once: one request at a time, under one key, repeated until its outcome is certain. */
export function usePress<Ask, Done>(
  send: (ask: Ask, intent: Intent) => Promise<Done>,
  done: (answer: Done, ask: Ask) => void,
  refused: (problem: Problem, ask: Ask) => void,
) {
  const state = reactive<Pressed>({ busy: false, unsure: false, tries: 0, refused: false });
  const intent = new Intent();
  const { wait, hurry } = usePatience();
  let gone = false;
  onScopeDispose(() => (gone = true));

  /** What became of it; nothing, while that is unknown. */
  async function once(ask: Ask): Promise<{ answer: Done } | { problem: Problem } | undefined> {
    state.tries += 1;
    try {
      return { answer: await send(ask, intent) };
    } catch (thrown) {
      const problem = noticed(thrown);
      if (isRefusal(problem, state.unsure)) return { problem };
      state.unsure = true;
      await wait(waitAfter(state.tries, problem));
      return undefined;
    }
  }

  async function press(ask: Ask): Promise<void> {
    if (state.busy) return;
    Object.assign(state, { busy: true, unsure: false, tries: 0, refused: false });
    session.pending += 1;
    let end: Awaited<ReturnType<typeof once>>;
    while (!end && !gone) end = await once(ask);
    session.pending -= 1;
    Object.assign(state, { busy: false, unsure: false, tries: 0, refused: end !== undefined && "problem" in end });
    if (!end || gone) return;
    if ("answer" in end) done(end.answer, ask);
    else refused(end.problem, ask);
  }

  return { state, press, hurry };
}
