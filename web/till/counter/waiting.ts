import { watch } from "vue";
import type { Desk, Place } from "./desk";

/** Screens that say how a press ended, such as the change that is due: only the clerk leaves them. */
const ENDS: ReadonlySet<Place> = new Set(["done", "served", "refunded"]);

/**
 * What was scanned while a press was on its way. It is entered when that is over and the clerk has seen how it ended;
 * after a refusal it is dropped, for the box may ask for something else now, such as an amount.
 */
export function useWaiting({ pressed, place, tell, also }: Pick<Desk, "pressed" | "place" | "tell" | "also">, enter: (text: string) => void) {
  const texts: string[] = [];

  watch([pressed, place], ([now], [before]) => {
    if (now || texts.length === 0) return;
    if (before?.state.refused) return void also(`刚才扫的 ${texts.splice(0).length} 个没有录入，请重新扫`);
    if (ENDS.has(place.value)) return told();
    for (const text of texts.splice(0)) enter(text);
  });

  const told = () => void tell(`刚才扫的 ${texts.length} 个先留着，按 Enter 后录入`, "wait");

  /** Keeps it for later, if this is no time for it. */
  function keeps(text: string): boolean {
    const keep = text !== "" && (pressed.value !== undefined || texts.length > 0);
    if (keep) texts.push(text);
    if (keep && !pressed.value) told();
    return keep;
  }

  return { keeps };
}
