import { shallowReactive } from "vue";
import { goods, type Goods } from "./api";

/** Goods that were seen, by id: rules name goods by their ids alone. */
export const known = shallowReactive(new Map<string, Goods>());
let asked = false;

export async function findGoods(q: string, limit = 8): Promise<Goods[]> {
  const { items } = await goods({ q: q.trim() || undefined }, undefined, limit);
  for (const one of items) known.set(one.id, one);
  return items;
}

/** The newest goods, so that most rules can say what they name. */
export async function needGoods(): Promise<void> {
  if (asked) return;
  asked = true;
  await findGoods("", 100).catch(() => (asked = false));
}

export const goodsName = (id: string) => known.get(id)?.name ?? "（不在最近 100 种里的商品）";
