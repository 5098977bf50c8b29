import { ElMessage } from "element-plus";
import { computed, ref, watch } from "vue";
import { sure } from "../ask";
import { useLoad } from "../load";
import { usePress } from "../press";
import { mayDiscard } from "../unsaved";
import { copyProgram, endCopy, type Held, type Kind, program, saveProgram } from "./api";

const copyOf = <Terms>(terms: Terms): Terms => JSON.parse(JSON.stringify(terms));

/**
 * A program that headquarters decides and a store may hold a copy of (PTS-08), and the draft of another one. `ofStore` is
 * what a store may decide of it.
 */
export function useProgram<Terms extends object>(kind: Kind, ofStore: (terms: Terms) => Terms = (terms) => terms) {
  /** Empty for headquarters. */
  const store = ref("");
  const draft = ref<Terms | null>(null);
  const { busy, refused, press } = usePress();
  const { data: held, problem, load } = useLoad(() => program<Terms>(kind, store.value));
  const dirty = computed(() => draft.value !== null && JSON.stringify(draft.value) !== JSON.stringify(held.value?.terms));
  // Only an answer that is shown is drafted from: `useLoad` drops those that another store's came before.
  watch(held, restore, { flush: "sync" });
  watch(store, () => {
    draft.value = null;
    void load();
  });

  function restore(): void {
    if (held.value) draft.value = copyOf(held.value.terms);
  }

  /** An answer to what was published for a store that is looked at no more is not shown. */
  function adopt(at: string, answer: Held<Terms>): void {
    if (at === store.value) held.value = answer;
  }

  async function look(at: string): Promise<void> {
    if (await mayDiscard(dirty.value)) store.value = at;
  }

  async function save(): Promise<void> {
    const [at, drafted] = [store.value, draft.value as Terms | null];
    if (!drafted) return;
    const terms = at ? ofStore(drafted) : drafted;
    if (await press(async () => adopt(at, await saveProgram(kind, at, terms)))) ElMessage.success("已发布，从现在起按新规则算");
  }

  async function copy(stores: string[]): Promise<boolean> {
    const did = await press(async (intent) => {
      const { stores: count } = await copyProgram(kind, stores, intent);
      ElMessage.success(`已复制到 ${count} 家门店，以后各店可以改自己的`);
    });
    if (did) await load();
    return did;
  }

  async function giveUp(): Promise<void> {
    const words = "这家店自己的规则会丢掉，以后总部怎么改，这家店就怎么算。";
    if (!(await sure("改回总部的规则？", words, "改回总部的"))) return;
    if (await press(() => endCopy(kind, store.value))) await load();
  }

  return { store, draft, held, problem, busy, refused, dirty, load, restore, look, save, copy, giveUp };
}
