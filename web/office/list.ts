import { computed, ref, shallowRef } from "vue";
import { Problem } from "@shared/problem";
import type { Page } from "./api";

/** A list that goes on by its cursor. An answer to an older question never shows, and no part is put below the rows of another question. */
export function useList<Item>(fetch: (cursor?: string) => Promise<Page<Item>>) {
  const items = shallowRef<Item[] | null>(null);
  const next = ref<string | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const loading = ref(false);
  let newest = 0;

  async function ask(cursor?: string): Promise<void> {
    const mine = (newest += 1);
    loading.value = true;
    problem.value = null;
    try {
      const page = await fetch(cursor);
      if (mine !== newest) return;
      items.value = cursor === undefined ? page.items : [...(items.value ?? []), ...page.items];
      next.value = page.next;
    } catch (thrown) {
      if (mine === newest) fail(Problem.from(thrown), cursor);
    } finally {
      if (mine === newest) loading.value = false;
    }
  }

  function fail(why: Problem, cursor?: string): void {
    problem.value = why;
    if (cursor !== undefined) return;
    // What is shown may answer another filter than the one that is chosen now.
    items.value = null;
    next.value = null;
  }

  /** From the top. */
  const load = () => ask();

  async function more(): Promise<void> {
    if (!loading.value && next.value !== null) await ask(next.value);
  }

  /**
   * Quietly from the top again, and answers with what is there: rows further down stay, and an answer that is lost
   * or overtaken changes nothing and is null.
   */
  async function refresh(keyOf: (item: Item) => unknown): Promise<Item[] | null> {
    const mine = newest;
    const page = await fetch().catch(() => null);
    if (page === null || mine !== newest) return null;
    const fresh = new Set(page.items.map(keyOf));
    const further = (items.value ?? []).filter((item) => !fresh.has(keyOf(item)));
    items.value = [...page.items, ...further];
    if (further.length === 0) next.value = page.next;
    return page.items;
  }

  return { items, next, problem, loading, load, more, refresh, empty: computed(() => items.value?.length === 0) };
}
