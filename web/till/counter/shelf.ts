import { computed, ref, shallowRef } from "vue";
import type { Problem } from "@shared/problem";
import { categories, goodsLike, type Category, type Goods } from "../sale-api";
import { noticed } from "../session";

/** The gateway lists no more goods than these. */
export const MOST_GOODS = 40;

/** Goods to tap on, one category at a time. */
export function useShelf(refuse: (problem: Problem) => void) {
  const all = shallowRef<Goods[] | null>(null);
  const kinds = shallowRef<Category[]>([]);
  /** 0 is all of them. */
  const chosen = ref(0);

  const tabs = computed(() => ["全部", ...kinds.value.map(({ name }) => name)]);
  const goods = computed(() => {
    const kind = kinds.value[chosen.value - 1];
    return kind ? (all.value ?? []).filter(({ category }) => category === kind.id) : (all.value ?? []);
  });

  async function open(): Promise<void> {
    all.value = null;
    chosen.value = 0;
    try {
      const [listed, known] = await Promise.all([goodsLike(""), categories()]);
      kinds.value = known.items.filter(({ id }) => listed.items.some(({ category }) => category === id));
      all.value = listed.items;
    } catch (thrown) {
      refuse(noticed(thrown));
      all.value = [];
    }
  }

  return { all, goods, tabs, chosen, open };
}
