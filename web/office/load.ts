import { ref, shallowRef } from "vue";
import { Problem } from "@shared/problem";

/** Something a page must fetch before it can show itself: on its way, here, or refused. An older answer never replaces a newer one. */
export function useLoad<T>(fetch: () => Promise<T>) {
  const data = shallowRef<T | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const loading = ref(false);
  let newest = 0;

  async function load(): Promise<void> {
    const mine = (newest += 1);
    loading.value = true;
    problem.value = null;
    try {
      const answer = await fetch();
      if (mine === newest) data.value = answer;
    } catch (thrown) {
      if (mine === newest) problem.value = Problem.from(thrown);
    } finally {
      if (mine === newest) loading.value = false;
    }
  }

  return { data, problem, loading, load };
}
