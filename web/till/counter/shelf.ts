import { computed, ref, shallowRef } from "vue";
import type { Problem } from "@shared/problem";
import { categories, goodsOf, type Category, type Goods } from "../sale-api";
import { noticed } from "../session";
import { usePages } from "./pages";

/** Goods to tap on, one category at a time, a page after another. */
export function useShelf(refuse: (problem: Problem) => void) {
  const kinds = shallowRef<Category[]>([]);
  /** 0 is all of them. */
  const chosen = ref(0);
  const tabs = computed(() => ["全部", ...kinds.value.map(({ name }) => name)]);
  const { rows: goods, next, load, more } = usePages<Goods>((cursor) => goodsOf(kinds.value[chosen.value - 1]?.id, cursor), refuse);

  function turn(to: number): void {
    if (to === chosen.value) return;
    chosen.value = to;
    void load();
  }

  async function open(): Promise<void> {
    chosen.value = 0;
    const listed = load();
    try {
      kinds.value = (await categories()).items;
    } catch (thrown) {
      refuse(noticed(thrown));
    }
    await listed;
  }

  return { goods, next, tabs, chosen, open, turn, more };
}
