// What the gateway says of stored value and of levels that are sold. Amounts are in fen, points are decimal texts.
import { createApi } from "@shared/http";
import type { Intent } from "@shared/intent";
import type { TenderKind } from "./sale-api";

export interface RechargeOffer {
  id: string;
  /** How often it was written: what is paid in names it. */
  version: number;
  name: string;
  principal: number;
  principal_text: string;
  gift_lines: string[];
  once_per_member: boolean;
  usable: boolean;
  why_text: string | null;
}

/** A permitted employee, by 工号 or by login (RCH-08). */
export type Approver = ({ number: string } | { login: string }) & { password: string };

/** A 工号 has 4 to 8 digits, and no login has nothing but digits. */
export const approver = (typed: string, password: string): Approver =>
  /^\d{4,8}$/.test(typed) ? { number: typed, password } : { login: typed, password };

export interface TopUpAsk {
  card: string;
  order_no: string;
  principal: number;
  rule?: string;
  /** Of the rule, as the clerk saw it. */
  rule_version?: number;
  gift?: number;
  tender: TenderKind;
  approver?: Approver;
}

export interface TopUp {
  id: string;
  order_no: string;
  principal: number;
  gift: number;
  refunded: number;
  at: string;
}

export interface TopUpReceipt {
  top_up: TopUp;
  balance: { principal: number; gift: number; total: number };
  lines: string[];
}

export type RefundMode = "cooling_off" | "merchant_cause" | "consumer_cause";

/** How a top-up would be given back, step by step. */
export interface Sheet {
  mode_text: string;
  ground_text: string;
  steps: string[];
  amount: number;
  amount_text: string;
}

export interface TopUpRefundAsk {
  top_up: string;
  refund_no: string;
  mode: RefundMode;
  approver?: Approver;
}

export interface LevelOnSale {
  id: string;
  name: string;
  benefits: string;
  price: number;
  price_text: string;
}

export interface UpgradeAsk {
  card: string;
  level: string;
  order_no: string;
  tender: TenderKind;
  paid: number;
}

export interface Converted {
  points: string;
  worth_text: string;
  points_left: string;
  balance: { total: number };
}

/** 预授权 of this store that is neither captured nor given back yet. */
export interface OpenHold {
  id: string;
  order_no: string;
  amount: number;
  terminal: string;
  card_number_text: string;
  made_at: string;
  expires_at: string;
}

/** 预授权 */
export interface Hold {
  id: string;
  amount: number;
  captured: number;
  state_text: string;
  expires_at: string;
  balance: { total: number };
}

const api = createApi("/v1/till");

export const hold = (ask: { scan: string; amount: number; order_no: string; minutes: number }, intent: Intent) =>
  api.post<Hold>("/holds", ask, { intent });
export const openHolds = (cursor?: string) => api.get<{ items: OpenHold[]; next: string | null }>("/holds", { query: { cursor, limit: 50 } });
/** All of it, unless an amount is given. */
export const capture = ({ id, ...ask }: { id: string; amount?: number }, intent: Intent) =>
  api.post<Hold>(`/holds/${id}/capture`, ask, { intent });
export const release = ({ id }: { id: string }, intent: Intent) => api.post<Hold>(`/holds/${id}/release`, {}, { intent });

export const offers = (card: string, q?: string) =>
  api.get<{ items: RechargeOffer[] }>("/recharge-rules", { query: { card, q } });
export const topUp = (ask: TopUpAsk, intent: Intent) => api.post<TopUpReceipt>("/top-ups", ask, { intent });
export const topUps = (card: string) => api.get<{ items: TopUp[] }>("/top-ups", { query: { card } });
export const sheet = (id: string, mode: RefundMode) => api.get<Sheet>(`/top-ups/${id}/refund`, { query: { mode } });
export const refundTopUp = ({ top_up, ...ask }: TopUpRefundAsk, intent: Intent) =>
  api.post<{ refund_no: string; sheet: Sheet; balance: { total: number } }>(`/top-ups/${top_up}/refund`, ask, { intent });
export const convert = (ask: { scan: string; points: string }, intent: Intent) =>
  api.post<Converted>("/convert", ask, { intent });
export const levelsOnSale = () => api.get<{ items: LevelOnSale[] }>("/levels/on-sale");
export const upgrade = (ask: UpgradeAsk, intent: Intent) =>
  api.post<{ level: { id: string; name: string }; why: string }>("/levels/upgrade", ask, { intent });
