import type { RightView } from "./api";

/** The rights as a role is read: group by group, in the gateway's order. */
export function inGroups(rights: readonly RightView[]): { title: string; rights: RightView[] }[] {
  const groups = new Map<string, RightView[]>();
  for (const right of rights) groups.set(right.group_text, [...(groups.get(right.group_text) ?? []), right]);
  return [...groups].map(([title, some]) => ({ title, rights: some }));
}

/** What a role may, in a line: a few of its functions by name, and how many more. */
export function gistOf(keys: readonly string[], rights: readonly RightView[], most = 6): string {
  const names = rights.filter(({ key }) => keys.includes(key)).map(({ text }) => text);
  if (names.length === 0) return "什么都不能做";
  if (names.length === rights.length) return "全部功能";
  return names.length > most ? `${names.slice(0, most).join("、")}等 ${names.length} 项` : names.join("、");
}
