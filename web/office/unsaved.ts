import { onScopeDispose } from "vue";
import { onBeforeRouteLeave } from "vue-router";
import { sure } from "./ask";

const dirtyPages = new Set<() => boolean>();

/** Asks before unsaved changes are thrown away. True when there are none, or they may go. */
export async function mayDiscard(dirty = [...dirtyPages].some((isDirty) => isDirty())): Promise<boolean> {
  if (!dirty) return true;
  return sure("放弃修改？", "有修改还没有保存，离开后会丢失。", "放弃修改", "继续编辑");
}

/** Guards a page's changes against a click elsewhere and against closing the window. */
export function useUnsaved(isDirty: () => boolean): void {
  const warn = (event: BeforeUnloadEvent) => {
    if (isDirty()) event.preventDefault();
  };
  dirtyPages.add(isDirty);
  addEventListener("beforeunload", warn);
  onBeforeRouteLeave(() => mayDiscard(isDirty()));
  onScopeDispose(() => {
    dirtyPages.delete(isDirty);
    removeEventListener("beforeunload", warn);
  });
}
