import { onScopeDispose, shallowRef } from "vue";
import { reminders, type Reminder } from "../api";

const AGAIN_MS = 30 * 60_000;

/** What there is to know of today, such as how many members have their birthday (POS-06). */
export function useToday() {
  const told = shallowRef<Reminder[]>([]);

  async function look(): Promise<void> {
    try {
      told.value = (await reminders()).items;
    } catch {
      // Nobody waits for it, and the next look may find it.
    }
  }

  void look();
  const timer = setInterval(look, AGAIN_MS);
  onScopeDispose(() => clearInterval(timer));
  return told;
}
