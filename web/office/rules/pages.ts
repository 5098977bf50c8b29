import type { OfficePage } from "../router";

export const RULE_PAGES: readonly OfficePage[] = [];
