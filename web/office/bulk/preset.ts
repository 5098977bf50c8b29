import type { LocationQuery } from "vue-router";
import { type What, WHATS } from "./api";

/** What another page asks to be exported: `?what=members&level=…`, the rest being the list's own filter. */
export interface Preset {
  what: What;
  filter: Record<string, string>;
}

export function presetOf({ what, ...rest }: LocationQuery): Preset | null {
  if (typeof what !== "string" || !(what in WHATS)) return null;
  const filter = Object.entries(rest).filter((pair): pair is [string, string] => typeof pair[1] === "string" && pair[1] !== "");
  return { what: what as What, filter: Object.fromEntries(filter) };
}
