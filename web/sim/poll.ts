import { onScopeDispose, readonly, ref, watch } from "vue";

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 8_000;

const failing = ref(0);
/** How many polls cannot reach the sandbox right now. */
export const unreachable = readonly(failing);

export interface Turn {
  signal: AbortSignal;
  /** Not on the first turn, nor after a failure: then the answer should come at once. */
  patient: boolean;
  /** To be called when an answer came, by who goes on asking in one turn. */
  alive: () => void;
}

type Ask<K> = (key: K, turn: Turn) => Promise<void>;

/**
 * Asks again and again while `key` names something, and starts anew when it changes. Answers are
 * held by the server, so there is no pause between them; after a failure there is a growing one.
 */
export function poll<K>(key: () => K | null, ask: Ask<K>) {
  let stop = new AbortController();
  watch(
    key,
    (now) => {
      stop.abort();
      stop = new AbortController();
      if (now !== null) void run(now, stop.signal);
    },
    { immediate: true },
  );
  onScopeDispose(() => stop.abort());

  async function run(now: K, signal: AbortSignal) {
    let pause = 0;
    let patient = false;
    const alive = () => {
      if (pause) failing.value -= 1;
      pause = 0;
    };
    while (!signal.aborted) {
      try {
        await ask(now, { signal, patient, alive });
        alive();
        patient = true;
      } catch {
        if (signal.aborted) break;
        if (!pause) failing.value += 1;
        patient = false;
        pause = Math.min(pause ? pause * 2 : FIRST_RETRY_MS, LAST_RETRY_MS);
        await rest(pause, signal);
      }
    }
    alive();
  }
}

function rest(ms: number, signal: AbortSignal) {
  return new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
