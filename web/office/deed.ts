import { ref, shallowRef } from "vue";
import { Intent } from "@shared/intent";
import { Problem } from "@shared/problem";

/** Something a button does: once at a time, and once however often it is pressed after a lost answer. */
export function usePress() {
  const busy = ref(false);
  const refused = shallowRef<Problem | null>(null);
  const intent = new Intent();

  /** True once it is done. */
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
