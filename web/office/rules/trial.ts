import { momentOf } from "../form/clock";
import type { Case, Drafts, Outcome, TriedLine } from "./try-api";

/** A line of the pretended receipt, as it is typed. `goods` is empty for what has no code. */
export interface LineDraft {
  goods: string;
  name: string;
  price: number | null;
  pieces: number;
}

/** The receipt that is tried, as it is typed. */
export interface CaseDraft {
  at: string;
  store: string;
  level: string | null;
  birthday: boolean;
  lines: LineDraft[];
  points: boolean;
  coupon: string | null;
  principal: number | null;
  gift: number | null;
  top_up: number | null;
}

function sentLine({ goods, name, price, pieces }: LineDraft): TriedLine[] {
  const quantity = Math.round(pieces * 1000);
  if (quantity <= 0) return [];
  if (goods) return [{ goods, quantity }];
  return price === null ? [] : [{ name: name.trim() || "商品", price, quantity }];
}

/** What is asked; null as long as there is nothing to be reckoned. */
export function caseOf(draft: CaseDraft, drafts: Drafts | null): Case | null {
  const lines = draft.lines.flatMap(sentLine);
  if (!draft.store || !draft.at || (lines.length === 0 && draft.top_up === null)) return null;
  return {
    at: momentOf(draft.at),
    store: draft.store,
    lines,
    ...(draft.level ? { level: draft.level } : {}),
    ...(draft.birthday ? { birthday: draft.at.slice(5, 10) } : {}),
    ...(draft.points && draft.level ? { points: "most" } : {}),
    ...(draft.coupon ? { coupon: draft.coupon } : {}),
    ...(draft.principal || draft.gift ? { stored_value: { principal: draft.principal ?? 0, gift: draft.gift ?? 0 } } : {}),
    ...(draft.top_up === null ? {} : { top_up: draft.top_up }),
    ...(drafts ? { drafts } : {}),
  };
}

/** A sentence of the draft's outcome, and whether what holds now says it too. */
export interface Said {
  text: string;
  same: boolean;
}

/** The two outcomes beside each other: what only one of them says is marked. */
export function compared(after: Outcome, before: Outcome): { after: Said[]; before: Said[] } {
  const beside = (mine: Outcome, other: Outcome) => mine.sentences.map((text) => ({ text, same: other.sentences.includes(text) }));
  return { after: beside(after, before), before: beside(before, after) };
}
