import { computed, reactive } from "vue";
import { importOf } from "../bulk/api";
import { everyStore, levels, tags } from "../choices";
import { dayText } from "../report/days";
import { may } from "../rights";
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

/** Of imports by their id, the day of each. */
const days = reactive<Record<string, string>>({});

/** Learns when an import was. Whoever may not know it sees its members all the same. */
export async function needImport(id: string | undefined): Promise<void> {
  if (!id || days[id] || !may("members.import")) return;
  const found = await importOf(id).catch(() => null);
  if (found) days[id] = dayText(found.at_text.slice(0, 10));
}

/** 等级：金卡, of each question that is asked; and of the import that somebody came from. */
export function wordsOf(filter: Filter): { field: Field; words: string }[] {
  const asked = questions.value.flatMap(({ field, choices }) => {
    const id = filter[field];
    return id ? [{ field, words: `${LABELS[field]}：${choices.find((one) => one.id === id)?.name ?? "（已删除）"}` }] : [];
  });
  if (!filter.import) return asked;
  const day = days[filter.import];
  return [{ field: "import", words: day ? `导入于 ${day}` : "同一次导入" }, ...asked];
}
