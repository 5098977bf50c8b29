import type { Intent } from "@shared/intent";
import type { Page } from "../api";
import type { Named } from "../members/api";
import { api } from "../session";

/** Which days, in China. Monday is 1. */
export type Days =
  | { mode: "dates"; from: string; until: string }
  | { mode: "yearly"; month: number; day: number }
  | { mode: "month_days"; days: number[] }
  | { mode: "weekdays"; days: number[] };

/** How goods earn. */
export type Earning = { mode: "spend"; fen_per_point: number } | { mode: "fixed"; points: string } | { mode: "price_share"; rate: number };

/** Days with a name and a rate, in 1/10,000: 20000 is ×2. */
export interface Season {
  name: string;
  days: Days;
  rate: number;
}

export interface PointsTerms {
  fen_per_point: number | null;
  categories: { category: string; earning: Earning }[];
  goods: { goods: string; earning: Earning }[];
  round: boolean;
  no_code: boolean;
  promotion: boolean;
  activity: boolean;
  member_price: boolean;
  multipliers: { levels: { level: string; rate: number }[]; birthday: number | null; holidays: Season[]; periods: Season[] };
  pending_days: number;
  expiry: { mode: "never" } | { mode: "months"; months: number };
  yearly_clear: boolean;
  growth: { fen_per_growth: number | null };
}

export interface RedeemTerms {
  way:
    | { mode: "off" }
    | { mode: "ratio"; points_per_yuan: string; calc: "fen" | "jiao" | "yuan" }
    | { mode: "tiers"; tiers: { points: string; worth: number }[] };
  cap: { mode: "none" } | { mode: "share"; rate: number } | { mode: "amount"; amount: number };
  times: Days[];
  online: boolean;
}

export interface ValueTerms {
  only_rules: boolean;
  spend_order: "pro_rata" | "principal_first" | "gift_first";
  card_cap: number | null;
  cash_limit: number | null;
  gift_days: number | null;
  points_per_yuan: string | null;
  deduct_used_gifts: boolean;
}

/** What holds: of headquarters, or in one store. */
export interface Held<Terms> {
  version: number;
  terms: Terms;
  store?: string | null;
  store_name?: string | null;
  /** Whether it is the store's own copy, which headquarters' changes do not reach. */
  own?: boolean;
}

export type Discount = { on: "all"; rate: number } | { on: "categories"; rates: { category: string; rate: number }[] };

export interface LevelTerms {
  discount: Discount;
  earns_points: boolean;
  thresholds: { growth: string | null; points: string | null; spend: number | null; recharge: number | null };
  valid_days: number | null;
  falls_to: string | null;
  price: number | null;
  reward: { points: string | null; coupons: string[] };
}

export interface Level {
  id: string;
  code: string;
  name: string;
  system: boolean;
  rank: number | null;
  description: string;
  benefits: string;
  terms: LevelTerms;
}

export type Upgrade = "none" | "growth" | "points" | "spend" | "recharge";
export type Expiry = { by: "none" } | { by: "anniversary_step_down" } | { by: "recompute" } | { by: "fixed" } | { by: "balance"; steps: { at_least: number; level: string }[] };
export interface Policy {
  upgrade: Upgrade;
  expiry: Expiry;
}
export interface LevelProgram extends Policy {
  version: number;
  levels: Level[];
  summary?: string[];
}
export interface Forecast {
  sentences: string[];
  problems: { code: string; why: string }[];
}

export type CouponKind = "discount" | "cash" | "goods";
export interface CouponTerms {
  goods: string[];
  categories: string[];
  cap: number | null;
  days: number | null;
  returns: boolean;
  budget: number | null;
}
export interface CouponBody {
  kind: CouponKind;
  title: string;
  /** Cash: fen. Discount: what is paid, in 1/10,000. Goods: pieces. */
  worth: number;
  threshold: number;
  total: number;
  per_member: number;
  opens_at: string;
  closes_at: string;
  valid_until: string;
  store: string | null;
  listed: boolean;
  terms: CouponTerms;
}
export interface Coupon extends CouponBody {
  id: string;
  kind_text: string;
  worth_text: string;
  terms_text: string;
  scope_text: string;
  store_name: string | null;
  claimed: number;
  used: number;
  state: "waiting" | "open" | "over" | "withdrawn";
  state_text: string;
}
/** A coupon and whose it is. */
export interface Holder {
  coupon: string;
  member: { id: string; number: string; nickname: string; phone_masked: string };
  state_text: string;
  claimed_text: string;
  used_text: string | null;
  validity_text: string;
}
/** How far a sending to many has come. */
export interface Sending {
  state: "running" | "done";
  state_text: string;
  of: number;
  done: number;
  sent: number;
  refused: { member: string; why: string }[];
}

export interface RechargeTerms {
  stores: string[];
  levels: string[];
  channels: ("till" | "online")[];
  days: Days[];
  gifts: {
    balance: number;
    balance_days: number | null;
    points: string;
    coupons: { template: string; count: number; value: number }[];
    counts: { service: string; times: number }[];
  };
  upgrade_to: string | null;
}
export interface RechargeBody {
  name: string;
  principal: number;
  once_per_member: boolean;
  starts_at: string | null;
  ends_at: string | null;
  terms: RechargeTerms;
}
export interface Recharge extends RechargeBody {
  id: string;
  principal_text: string;
  gift_lines: string[];
  state: "waiting" | "active" | "over" | "withdrawn";
  state_text: string;
  /** `2026-11-22 至 2026-12-31` */
  period_text: string;
}

export interface Category extends Named {
  code: string;
}
export interface GoodsBody {
  category: string;
  code: string;
  name: string;
  unit: string;
  price: number;
  member_price: number | null;
  promotion_price: number | null;
  on_sale: boolean;
}
export interface Goods extends GoodsBody {
  id: string;
  price_text: string;
}

export type Kind = "points" | "redeem";
const of = (store: string) => ({ query: { store: store || undefined } });
const at = (path: string, store: string) => (store ? `${path}?store=${encodeURIComponent(store)}` : path);
export const program = <Terms>(kind: Kind, store: string) => api.get<Held<Terms>>(`/programs/${kind}`, of(store));
export const saveProgram = <Terms>(kind: Kind, store: string, terms: Terms) => api.put<Held<Terms>>(at(`/programs/${kind}`, store), terms);
export const copyProgram = (kind: Kind, stores: string[], intent: Intent) => api.post<{ stores: number }>(`/programs/${kind}/copy`, { stores }, { intent });
export const endCopy = (kind: Kind, store: string) => api.delete(at(`/programs/${kind}`, store));

export const storedValue = () => api.get<{ program: ValueTerms; version: number }>("/programs/stored-value");
export const saveStoredValue = (program: ValueTerms, reason: string) => api.put<{ program: ValueTerms; version: number }>("/programs/stored-value", { program, reason });

export const levelProgram = () => api.get<LevelProgram>("/programs/level");
export const savePolicy = (policy: Policy) => api.put<LevelProgram>("/programs/level", policy);
export const foresee = (policy: Policy) => api.post<Forecast>("/programs/level/preview", policy);
export type LevelBody = Pick<Level, "name" | "rank" | "description" | "benefits" | "terms">;
export const saveLevel = (id: string, body: LevelBody) => api.put(`/levels/${id}`, body);
export const addLevel = (body: LevelBody & { code: string }, intent: Intent) => api.post("/levels", body, { intent });
export const dropLevel = (id: string) => api.delete(`/levels/${id}`);

export const recharges = (asked: { q?: string | undefined; state?: string | undefined }) => api.get<Page<Recharge>>("/recharge-rules", { query: asked });
export const addRecharge = (body: RechargeBody, intent: Intent) => api.post<Recharge>("/recharge-rules", body, { intent });
export const saveRecharge = (id: string, body: RechargeBody, intent: Intent) => api.put<Recharge>(`/recharge-rules/${id}`, body, { intent });
export const copyRecharge = (id: string, intent: Intent) => api.post<Recharge>(`/recharge-rules/${id}/copy`, {}, { intent });
export const withdrawRecharge = (id: string) => api.delete(`/recharge-rules/${id}`);

export const coupons = (asked: { q?: string | undefined; state?: string | undefined }, cursor?: string) => api.get<Page<Coupon>>("/coupons", { query: { ...asked, cursor } });
export const addCoupon = (body: CouponBody, intent: Intent) => api.post<Coupon>("/coupons", body, { intent });
export type CouponChange = Pick<CouponBody, "title" | "closes_at" | "total" | "per_member" | "listed">;
export const saveCoupon = (id: string, body: CouponChange, intent: Intent) => api.put<Coupon>(`/coupons/${id}`, body, { intent });
export const withdrawCoupon = (id: string) => api.post<Coupon>(`/coupons/${id}/withdraw`);
/** Above what one sends alone in a day it takes a reason, and waits for somebody else. */
type Waits = { approval?: { what_text: string } };
export const sendCoupon = (id: string, body: { member: string; reason?: string }, intent: Intent) => api.post<Waits>(`/coupons/${id}/send`, body, { intent });
export const sendMany = (id: string, body: { members: string[]; reason?: string }, intent: Intent) =>
  api.post<Waits & { job?: string; count?: number }>(`/coupons/${id}/send-many`, body, { intent });
export const sending = (job: string) => api.get<Sending>(`/coupon-sendings/${job}`);
export const holders = (id: string, state: string | undefined) => (cursor?: string) => api.get<Page<Holder>>(`/coupons/${id}/holders`, { query: { state, cursor } });
export const printCoupons = (id: string, count: number, intent: Intent) => api.post<{ numbers: string[] }>(`/coupons/${id}/print`, { count }, { intent });

export const goods = (asked: { q?: string | undefined; category?: string | undefined; on_sale?: string | undefined }, cursor?: string, limit = 50) =>
  api.get<Page<Goods>>("/goods", { query: { ...asked, cursor, limit } });
export const addGoods = (body: GoodsBody, intent: Intent) => api.post<Goods>("/goods", body, { intent });
export const saveGoods = (id: string, body: GoodsBody) => api.put<Goods>(`/goods/${id}`, body);
export const dropGoods = (id: string) => api.delete(`/goods/${id}`);
export const addCategory = (body: Omit<Category, "id">, intent: Intent) => api.post<Category>("/categories", body, { intent });
export const saveCategory = (id: string, body: Omit<Category, "id">) => api.put<Category>(`/categories/${id}`, body);
export const dropCategory = (id: string) => api.delete(`/categories/${id}`);
