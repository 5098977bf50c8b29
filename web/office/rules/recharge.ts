import { yuanBrief } from "@shared/amount";
import type { Recharge, RechargeBody } from "./api";

export const STATES = [
  { id: "waiting", name: "未开始" },
  { id: "active", name: "进行中" },
  { id: "over", name: "已结束" },
  { id: "withdrawn", name: "已停用" },
];

/** A rule as it begins, or another one's as it is changed. */
export function bodyOf(rule: Recharge | null): RechargeBody {
  if (rule) {
    const { name, principal, once_per_member, starts_at = null, ends_at = null, terms } = rule;
    return JSON.parse(JSON.stringify({ name, principal, once_per_member, starts_at, ends_at, terms }));
  }
  const gifts = { balance: 0, balance_days: null, points: "0", coupons: [], counts: [] };
  return { name: "", principal: 10_000, once_per_member: false, starts_at: null, ends_at: null, terms: { stores: [], levels: [], channels: [], days: [], gifts, upgrade_to: null } };
}

/** `充100送10`, until somebody writes a better name. */
export function nameFor({ principal, terms }: RechargeBody): string {
  const plain = (fen: number) => yuanBrief(fen).replace(/[¥,]/g, "");
  return `充${plain(principal)}${terms.gifts.balance > 0 ? `送${plain(terms.gifts.balance)}` : ""}`;
}
