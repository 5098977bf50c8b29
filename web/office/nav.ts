import { GROUPS, type Group } from "./router";

const KEY = "kabao:office:closed";

/** The groups of the navigation that this browser keeps folded. */
export function closedGroups(): Set<Group> {
  const kept = read().split(",");
  return new Set(GROUPS.map(({ key }) => key).filter((key) => kept.includes(key)));
}

export function keepClosed(groups: ReadonlySet<Group>): void {
  try {
    localStorage.setItem(KEY, [...groups].join());
  } catch {
    // A browser that keeps nothing shows every group again.
  }
}

function read(): string {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}
