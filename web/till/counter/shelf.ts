import { computed, ref, shallowRef } from "vue";
import type { Problem } from "@shared/problem";
import { categories, goodsOf, type Category, type Goods } from "../sale-api";
import { noticed } from "../session";

/** Goods to tap on, one category at a time, a page after another. */
export function useShelf(refuse: (problem: Problem) => void) {
  /** Of the category that is chosen; null while they are on their way. */
  const goods = shallowRef<Goods[] | null>(null);
  const next = shallowRef<string | null>(null);
  const kinds = shallowRef<Category[]>([]);
  /** 0 is all of them. */
  const chosen = ref(0);
  const tabs = computed(() => ["全部", ...kinds.value.map(({ name }) => name)]);
  let newest = 0;

  /** Reads a page; an answer to an older question shows nowhere. */
  async function read(cursor?: string): Promise<void> {
    const mine = (newest += 1);
    const before = cursor === undefined ? [] : (goods.value ?? []);
    if (cursor === undefined) goods.value = null;
    try {
      const page = await goodsOf(kinds.value[chosen.value - 1]?.id, cursor);
      if (mine !== newest) return;
      goods.value = [...before, ...page.items];
      next.value = page.next;
    } catch (thrown) {
      if (mine !== newest) return;
      refuse(noticed(thrown));
      goods.value ??= [];
    }
  }

  function turn(to: number): void {
    if (to === chosen.value) return;
    chosen.value = to;
    next.value = null;
    void read();
  }

  /** The page that follows, if there is one. */
  function more(): void {
    if (next.value !== null && goods.value !== null) void read(next.value);
  }

  async function open(): Promise<void> {
    chosen.value = 0;
    next.value = null;
    const listed = read();
    try {
      kinds.value = (await categories()).items;
    } catch (thrown) {
      refuse(noticed(thrown));
    }
    await listed;
  }

  return { goods, next, tabs, chosen, open, turn, more };
}
