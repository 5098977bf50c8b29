import { onScopeDispose } from "vue";
import { onBeforeRouteLeave } from "vue-router";
import { sure } from "./ask";

/** What is asked before something is lost. */
type Question = Parameters<typeof sure>;

const EDITS: Question = ["放弃修改？", "有修改还没有保存，离开后会丢失。", "放弃修改", "继续编辑"];
const dirtyPages = new Map<() => boolean, Question>();

/** Asks before unsaved changes are thrown away. True when there are none, or they may go. */
export async function mayDiscard(dirty?: boolean, question?: Question): Promise<boolean> {
  const found = [...dirtyPages].find(([isDirty]) => isDirty());
  if (!(dirty ?? found !== undefined)) return true;
  return sure(...(question ?? (dirty === undefined && found ? found[1] : EDITS)));
}

/** Guards a page's changes against a click elsewhere and against closing the window. */
export function useUnsaved(isDirty: () => boolean, question: Question = EDITS): void {
  const warn = (event: BeforeUnloadEvent) => {
    if (isDirty()) event.preventDefault();
  };
  dirtyPages.set(isDirty, question);
  addEventListener("beforeunload", warn);
  onBeforeRouteLeave(() => mayDiscard(isDirty(), question));
  onScopeDispose(() => {
    dirtyPages.delete(isDirty);
    removeEventListener("beforeunload", warn);
  });
}
