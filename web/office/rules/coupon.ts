import { grouped, yuanBrief } from "@shared/amount";
import { write } from "../form/units";
import type { Coupon, CouponBody, CouponChange, CouponKind } from "./api";
import { momentOf } from "../form/clock";

export const KINDS: { kind: CouponKind; name: string; tip: string; worth: string; unit: "yuan" | "zhe" | "pieces"; first: number }[] = [
  { kind: "cash", name: "现金券", tip: "满多少减多少", worth: "减多少", unit: "yuan", first: 1_000 },
  { kind: "discount", name: "折扣券", tip: "打几折，可以封顶", worth: "打几折", unit: "zhe", first: 8_800 },
  { kind: "goods", name: "实物券", tip: "换几件商品；没有指定商品的在柜台领", worth: "换几件", unit: "pieces", first: 1 },
];

export const STATES = [
  { id: "open", name: "发放中" },
  { id: "waiting", name: "未开始" },
  { id: "over", name: "已结束" },
  { id: "withdrawn", name: "已停止发放" },
];

const kindOf = (kind: CouponKind) => KINDS.find((one) => one.kind === kind)!;

/** A template as it begins: open from today on for a month, good for another. `today` is `2026-11-22`. */
export function blankCoupon(today: string): CouponBody {
  const [year = 2026, month = 1, day = 1] = today.split("-").map(Number);
  const after = (days: number) => new Date(Date.UTC(year, month - 1, day + days)).toISOString().slice(0, 10);
  return {
    kind: "cash",
    title: "",
    worth: 1_000,
    threshold: 0,
    total: 1_000,
    per_member: 1,
    opens_at: momentOf(`${today}T00:00`),
    closes_at: momentOf(`${after(30)}T23:59`),
    valid_until: momentOf(`${after(60)}T23:59`),
    store: null,
    listed: true,
    terms: { goods: [], categories: [], cap: null, days: null, returns: false, budget: null },
  };
}

/** The same for another kind: what only the old one had goes. */
export const turnedInto = (body: CouponBody, kind: CouponKind): CouponBody => ({
  ...body,
  kind,
  worth: kindOf(kind).first,
  threshold: kind === "goods" ? 0 : body.threshold,
  terms: { ...body.terms, cap: kind === "discount" ? body.terms.cap : null },
});

/** `满 ¥100 减 ¥20；每人 1 张，共 1,000 张`: what a member will be told, while it is written. */
export function gistOf({ kind, worth, threshold, per_member, total, terms }: CouponBody): string {
  const from = threshold > 0 ? `满 ${yuanBrief(threshold)} ` : "";
  const what = { cash: `减 ${yuanBrief(worth)}`, discount: `打 ${write(worth, "zhe")} 折`, goods: `换 ${grouped(worth)} 件` }[kind];
  const cap = kind === "discount" && terms.cap !== null ? `，最多减 ${yuanBrief(terms.cap)}` : "";
  const days = terms.days === null ? "" : `，领取后 ${terms.days} 天内有效`;
  return `${from}${what}${cap}${days}；每人 ${per_member} 张，共 ${grouped(total)} 张`;
}

export const changeOf = ({ title, closes_at, total, per_member, listed }: Coupon): CouponChange => ({ title, closes_at, total, per_member, listed });
