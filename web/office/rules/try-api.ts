import { api } from "../session";
import type { LevelTerms, PointsTerms, RechargeBody, RedeemTerms, ValueTerms } from "./api";

/** What is about to be published; what is not here is as it holds. */
export interface Drafts {
  points?: PointsTerms;
  redeem?: RedeemTerms;
  /** `name`: of a level that is being made, tried in the place of this one. */
  level?: { level: string; name?: string; terms: LevelTerms };
  stored_value?: ValueTerms;
  recharge?: RechargeBody;
  /** The rule that `recharge` would change; else it stands beside all there are. */
  recharge_of?: string;
}

/** Goods of the catalog, or something without a code. The quantity is in thousandths. */
export type TriedLine = { goods: string; quantity: number } | { name: string; price: number; quantity: number };

export interface Case {
  at: string;
  store: string;
  level?: string;
  birthday?: string;
  lines: TriedLine[];
  coupon?: string;
  points?: string;
  stored_value?: { principal: number; gift: number };
  top_up?: number;
  drafts?: Drafts;
}

export interface Outcome {
  payable: number;
  payable_text: string;
  off_total: number;
  earn_total: string;
  earn: { growth: string } | null;
  sentences: string[];
}

export interface Trial extends Outcome {
  before?: Outcome;
}

/** Reckoned and not written. */
export const tryOut = (what: Case) => api.post<Trial>("/tryout", what);
