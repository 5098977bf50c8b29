import { shallowRef } from "vue";
import type { Problem } from "@shared/problem";
import { noticed } from "../session";

/** A list of the counter, a page after another. An answer to an older question shows nowhere, and one that fails leaves what there is. */
export function usePages<Row>(fetch: (cursor?: string) => Promise<{ items: Row[]; next: string | null }>, refuse: (problem: Problem) => void) {
  /** Null while the first page is on its way. */
  const rows = shallowRef<Row[] | null>(null);
  const next = shallowRef<string | null>(null);
  let newest = 0;

  async function read(cursor?: string): Promise<void> {
    const mine = (newest += 1);
    try {
      const page = await fetch(cursor);
      if (mine !== newest) return;
      rows.value = [...(rows.value ?? []), ...page.items];
      next.value = page.next;
    } catch (thrown) {
      if (mine !== newest) return;
      rows.value ??= [];
      refuse(noticed(thrown));
    }
  }

  /** From the top. */
  async function load(): Promise<void> {
    rows.value = next.value = null;
    await read();
  }

  /** The page that follows, if there is one. */
  const more = () => void (next.value !== null && read(next.value));

  return { rows, next, load, more };
}
