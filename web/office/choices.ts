import { ref, shallowRef } from "vue";
import { settings, type Level, type Page } from "./api";
import type { Named, Tag } from "./members/api";
import { tags as fetchTags } from "./members/api";
import { api } from "./session";

/** What filters and forms choose from. Each is fetched when first needed and then kept until somebody changes it. */
export function useChoice<Item>(fetch: () => Promise<Item[]>) {
  const items = shallowRef<Item[]>([]);
  const asked = ref(false);

  async function load(): Promise<void> {
    asked.value = true;
    items.value = await fetch();
  }

  return {
    items,
    load,
    /** Fetches unless that has happened. A choice that is missing stays empty, and the next who needs it asks again. */
    async need(): Promise<void> {
      if (!asked.value) await load().catch(() => (asked.value = false));
    },
  };
}

export const levels = useChoice<Level>(async () => (await settings()).levels);
export const stores = useChoice<Named>(async () => (await api.get<Page<Named>>("/stores")).items);
export const tags = useChoice<Tag>(fetchTags);
export const categories = useChoice(async () => (await api.get<Page<Named & { code: string }>>("/categories", { query: { limit: 100 } })).items);

export const nameIn = (items: readonly Named[], id: string | null | undefined) => items.find((one) => one.id === id)?.name ?? "";
