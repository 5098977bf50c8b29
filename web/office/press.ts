import { ElMessage } from "element-plus";
import { ref, shallowRef } from "vue";
import { Intent } from "@shared/intent";
import { Problem } from "@shared/problem";

/** A refusal in a line: its title, and why where it says so. */
export function wordsOf({ title, extra }: Problem): string {
  const why = typeof extra.why === "string" && !title.includes(extra.why) ? extra.why : "";
  return why ? `${title}：${why}` : title;
}

/**
 * A button that sends something: one press at a time, under one key until its outcome is certain. `press` is true when it
 * was done; what was refused is kept to be shown.
 */
export function usePress() {
  const busy = ref(false);
  const refused = shallowRef<Problem | null>(null);
  const intent = new Intent();

  async function press(work: (intent: Intent) => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    refused.value = null;
    try {
      await work(intent);
      return true;
    } catch (thrown) {
      refused.value = Problem.from(thrown);
      return false;
    } finally {
      busy.value = false;
    }
  }

  return { busy, refused, press };
}

/** The same where there is no place for a refusal but a message that goes by. */
export function useQuickPress() {
  const { busy, refused, press } = usePress();

  async function quick(done: string, work: (intent: Intent) => Promise<unknown>): Promise<boolean> {
    const did = await press(work);
    if (did) ElMessage.success(done);
    else if (refused.value) ElMessage.error(wordsOf(refused.value));
    return did;
  }

  return { busy, quick };
}
