import { computed } from "vue";
import { everyStore, levels, tags } from "../choices";
import { type Field, type Filter, LABELS, MONTHS, SOURCES, STATUSES } from "./filter";

/** What the list can be asked, and the answers there are. */
export const questions = computed(() => [
  { field: "level" as const, choices: levels.items.value },
  { field: "store" as const, choices: everyStore.items.value },
  { field: "source" as const, choices: SOURCES },
  { field: "tag" as const, choices: tags.items.value },
  { field: "birthday_month" as const, choices: MONTHS },
  { field: "status" as const, choices: STATUSES },
]);

/** 等级：金卡, of each question that is asked. */
export function wordsOf(filter: Filter): { field: Field; words: string }[] {
  return questions.value.flatMap(({ field, choices }) => {
    const id = filter[field];
    return id ? [{ field, words: `${LABELS[field]}：${choices.find((one) => one.id === id)?.name ?? "（已删除）"}` }] : [];
  });
}
