import { Problem } from "@shared/problem";
import { computed, type Ref, ref, shallowRef, watch } from "vue";
import type { Page } from "./types";

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
  const { data: first, loading, problem, reload } = useLoad(() => load());
  const items = ref<T[]>([]) as Ref<T[]>;
  const next = ref<string | null>(null);
  const growing = ref(false);

  function show(page: Page<T>, before: T[]) {
    items.value = [...before, ...page.items];
    next.value = page.next;
  }

  watch(first, (page) => page && show(page, []), { flush: "sync" });

  /** Fetches the following page; a failure is the caller's to show. */
  async function more(): Promise<void> {
    if (growing.value || !next.value) return;
    growing.value = true;
    const start = first.value;
    try {
      const page = await load(next.value);
      // A list that was started over meanwhile does not go on where the old one stood.
      if (first.value === start) show(page, items.value);
    } finally {
      growing.value = false;
    }
  }

  return {
    items,
    loading,
    problem,
    reload,
    empty: computed(() => !loading.value && !problem.value && items.value.length === 0),
    hasMore: computed(() => next.value !== null),
    growing,
    more,
  };
}
