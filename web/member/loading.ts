import { Problem } from "@shared/problem";
import { computed, type Ref, ref, shallowRef } from "vue";
import type { Page } from "./types";

/** Something a page needs before it can show itself. */
export interface Loading {
  readonly loading: Ref<boolean>;
  readonly problem: Ref<Problem | undefined>;
  reload(): Promise<void>;
}

/** Loads at once and on `reload`; what is already here stays in sight meanwhile. Only the latest answer counts. */
export function useLoad<T>(load: () => Promise<T>, known?: T) {
  const data = shallowRef<T | undefined>(known);
  const loading = ref(false);
  const problem = ref<Problem>();
  let latest = 0;

  async function reload() {
    const mine = ++latest;
    loading.value = true;
    problem.value = undefined;
    try {
      const answer = await load();
      if (mine === latest) data.value = answer;
    } catch (thrown) {
      if (mine === latest) problem.value = Problem.from(thrown);
    } finally {
      if (mine === latest) loading.value = false;
    }
  }

  void reload();
  return { data, loading, problem, reload };
}

/** A list that grows a page at a time. `reload` starts it over, for example after a filter changed. */
export function useList<T>(load: (cursor?: string) => Promise<Page<T>>) {
  const items = ref<T[]>([]) as Ref<T[]>;
  const next = ref<string | null>(null);
  const first = useLoad(async () => {
    items.value = [];
    next.value = null;
    const page = await load();
    items.value = page.items;
    next.value = page.next;
    return page;
  });
  const growing = ref(false);

  /** Fetches the following page; a failure is the caller's to show. */
  async function more(): Promise<void> {
    if (growing.value || !next.value) return;
    growing.value = true;
    const cursor = next.value;
    try {
      const page = await load(cursor);
      if (next.value !== cursor) return;
      items.value.push(...page.items);
      next.value = page.next;
    } finally {
      growing.value = false;
    }
  }

  return {
    items,
    loading: first.loading,
    problem: first.problem,
    reload: first.reload,
    empty: computed(() => !first.loading.value && !first.problem.value && items.value.length === 0),
    hasMore: computed(() => next.value !== null),
    growing,
    more,
  };
}
