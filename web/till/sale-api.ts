// What the gateway says of sales. Amounts are in fen, quantities in 1/1000 pieces, points are decimal texts.
import { createApi } from "@shared/http";
import type { Intent } from "@shared/intent";
import type { Card, Coupon, Member, Purse, Reminder } from "./api";
import type { Approver } from "./value-api";

export type TenderKind = "stored_value" | "cash" | "wechat" | "alipay" | "bank_card" | "other";

export interface Category {
  id: string;
  name: string;
}

export interface Goods {
  id: string;
  category: string;
  code: string;
  name: string;
  unit: string;
  price: number;
  price_text: string;
}

/** One step from the list price to what is paid. */
export interface Step {
  rule: "list" | "promotion" | "member_price" | "level" | "coupon" | "points";
  text: string;
  before: number;
  after: number;
  beat: string[];
  rounding: string | null;
}

export interface PricedLine {
  line: number;
  goods: string | null;
  code: string;
  name: string;
  unit: string;
  quantity: number;
  price: number;
  list: number;
  paid: number;
  steps: Step[];
}

/** A member who buys, with what they can pay with. */
export interface Buyer extends Purse {
  member: Member;
  card: Card;
  points_debt: string;
  code_shown: boolean;
  coupons: Coupon[];
  most_points: { points: string; worth: number; why: string };
  reminders: Reminder[];
  value_held_text: string;
}

export interface Quote {
  sale: string;
  order_no: string;
  hash: string;
  lines: PricedLine[];
  list_total: number;
  off_total: number;
  payable: number;
  coupon: { id: string; title: string; off: number; why: string } | null;
  points: { points: string; off: number; why: string } | null;
  member: Buyer | null;
  earn_total: string;
}

export interface SaleRow {
  id: string;
  order_no: string;
  state: "quoted" | "held" | "settled" | "cancelled" | "voided";
  state_text: string;
  payable: number;
  payable_text: string;
  refunded: number;
  created_at: string;
  settled_at: string | null;
  /** Where it was rung up, such as `T01`. */
  terminal: string;
  /** `null` for a guest. */
  member_masked: string | null;
  first_line: string;
  lines: number;
}

export interface Receipt {
  sale: string;
  order_no: string;
  state: SaleRow["state"];
  state_text: string;
  store_name: string;
  lines: (PricedLine & { returned: number })[];
  tenders: { kind: TenderKind; kind_text: string; amount: number; refunded: number }[];
  paid: number;
  refunded: number;
  points_spent: string;
  points_earned: string;
  after: { stored_value: number; points: string } | null;
  refunds: Refund[];
  settled_at: string | null;
  print: string[];
}

export interface Refund {
  id: string;
  refund_no: string;
  amount: number;
  amount_text: string;
  reason: string;
  lines: { line: number; quantity: number; amount: number }[];
  tenders: { kind: TenderKind; kind_text: string; amount: number }[];
  points_back: string;
  clawed_points: string;
  points_debt: string;
  coupon_back: boolean;
  note: string | null;
  state_text: string;
  created_at: string;
}

export type LineAsk = { goods: string; quantity: number } | { name: string; price: number; quantity: number };

export interface QuoteAsk {
  order_no: string;
  scan?: string;
  card?: string;
  lines: LineAsk[];
  coupon?: string;
  points?: string;
}

export interface Tender {
  kind: TenderKind;
  amount: number;
}

export interface SettleAsk {
  sale: string;
  hash: string;
  tenders: Tender[];
  code?: string;
}

export type RefundWhat = { all: true } | { amount: number } | { lines: { line: number; quantity: number }[] };

export interface RefundAsk {
  sale: string;
  refund_no: string;
  reason: string;
  /** `null` voids the sale. */
  what: RefundWhat | null;
  approver?: Approver;
}

const api = createApi("/v1/till");

export const goodsLike = (q: string) => api.get<{ items: Goods[] }>("/goods", { query: { q } });
/** A page of what is on sale, of a category or of all. */
export const goodsOf = (category: string | undefined, cursor: string | undefined) =>
  api.get<{ items: Goods[]; next: string | null }>("/goods", { query: { category, cursor } });
export const categories = () => api.get<{ items: Category[] }>("/categories");
export const quote = (ask: QuoteAsk, intent: Intent) => api.post<Quote>("/quotes", ask, { intent });
export const settle = ({ sale, ...ask }: SettleAsk, intent: Intent) =>
  api.post<Receipt>(`/sales/${sale}/settle`, ask, { intent });
export const hold = (sale: string, intent: Intent) => api.post<void>(`/sales/${sale}/hold`, {}, { intent });
export const resume = (sale: string, intent: Intent) => api.post<Quote>(`/sales/${sale}/resume`, {}, { intent });
export const cancel = (sale: string, intent: Intent) => api.post<void>(`/sales/${sale}/cancel`, {}, { intent });
export const sales = (query: { state?: SaleRow["state"]; order_no?: string; card?: string }) =>
  api.get<{ items: SaleRow[]; next: string | null }>("/sales", { query });
export const receipt = (sale: string) => api.get<Receipt>(`/sales/${sale}`);
export const refund = ({ sale, what, ...ask }: RefundAsk, intent: Intent) =>
  what === null
    ? api.post<Refund>(`/sales/${sale}/void`, ask, { intent })
    : api.post<Refund>(`/sales/${sale}/refunds`, { ...ask, ...what }, { intent });
export const activateCoupon = (ask: { member: string; number: string }, intent: Intent) =>
  api.post<Coupon>("/coupons/activate", ask, { intent });
