import { computed, shallowRef } from "vue";
import { settings, type Level, type Page } from "./api";
import type { Named, Tag } from "./members/api";
import { tags as fetchTags } from "./members/api";
import { api } from "./session";

/** What filters and forms choose from. Each is fetched when first needed and then kept until somebody changes it. */
export function useChoice<Item>(fetch: () => Promise<Item[]>) {
  const items = shallowRef<Item[]>([]);
  let asked: Promise<void> | undefined;

  function load(): Promise<void> {
    const mine = fetch().then((found) => {
      items.value = found;
    });
    asked = mine;
    return mine;
  }

  return {
    items,
    load,
    /** Fetches unless that has happened. A choice that is missing stays empty, and the next who needs it asks again. */
    need: (): Promise<void> =>
      (asked ?? load()).catch(() => {
        asked = undefined;
      }),
  };
}

export const levels = useChoice<Level>(async () => (await settings()).levels);
const shops = useChoice(async () => (await api.get<Page<Named & { closed?: boolean }>>("/stores")).items);
/** Shops that are open. */
export const stores = { ...shops, items: computed<Named[]>(() => shops.items.value.filter(({ closed }) => !closed)) };
/** With those that were closed, for what happened there. */
export const everyStore = {
  ...shops,
  items: computed<Named[]>(() => shops.items.value.map(({ id, name, closed }) => ({ id, name: closed ? `${name}（已关闭）` : name }))),
};
export const tags = useChoice<Tag>(fetchTags);
export const categories = useChoice(async () => (await api.get<Page<Named & { code: string }>>("/categories", { query: { limit: 100 } })).items);

export const nameIn = (items: readonly Named[], id: string | null | undefined) => items.find((one) => one.id === id)?.name ?? "";
