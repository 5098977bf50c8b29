import { grouped, yuanBrief } from "@shared/amount";
import type { Expiry, Level, LevelTerms, Policy, Upgrade } from "./api";
import { write } from "../form/units";

/** What brings a card up, and when. */
export const UPGRADES: { upgrade: Upgrade; name: string; tip: string }[] = [
  { upgrade: "none", name: "不自动升级", tip: "只有手工调整、付费升级和充值活动会升级" },
  { upgrade: "growth", name: "按成长值", tip: "达到后马上升级，成长值从零重新算，多出来的不保留" },
  { upgrade: "points", name: "按积分", tip: "达到后第二天升级，积分不减" },
  { upgrade: "spend", name: "按累计消费金额", tip: "达到后第二天升级" },
  { upgrade: "recharge", name: "按累计充值金额", tip: "达到后第二天升级" },
];

/** What becomes of a level on the day after its last. `bars` says with which way up it cannot go (C11). */
export const EXPIRIES: { by: Expiry["by"]; name: string; tip: string; bars?: Upgrade[] }[] = [
  { by: "none", name: "一直有效", tip: "等级不会过期" },
  { by: "anniversary_step_down", name: "一年一评", tip: "满一年看这一年的成长值：够就保级或升级；不够但有消费，延一年；没有消费，降一级" },
  { by: "recompute", name: "按升级方式重新算", tip: "到期第二天，用有效期内攒的重新定级" },
  { by: "fixed", name: "降到指定等级", tip: "到期第二天，降到每个等级写明的那一级", bars: ["growth"] },
  { by: "balance", name: "按储值余额定级", tip: "到期第二天，看卡里还有多少钱", bars: ["growth"] },
];

/** Why these two cannot go together; empty if they can. The gateway has the last word. */
export function barred(upgrade: Upgrade, by: Expiry["by"]): string {
  const expiry = EXPIRIES.find((one) => one.by === by);
  return expiry?.bars?.includes(upgrade) ? `按成长值升级时成长值会清零，不能用“${expiry.name}”` : "";
}

export const blankExpiry = (by: Expiry["by"]): Expiry => (by === "balance" ? { by, steps: [] } : { by });
export const policyOf = ({ upgrade, expiry }: Policy): Policy => JSON.parse(JSON.stringify({ upgrade, expiry }));

export const blankTerms = (): LevelTerms => ({
  discount: { on: "all", rate: 10_000 },
  earns_points: true,
  thresholds: { growth: null, points: null, spend: null, recharge: null },
  valid_days: null,
  falls_to: null,
  price: null,
  reward: { points: null, coupons: [] },
});

export function discountText({ discount }: LevelTerms): string {
  if (discount.on === "categories") return discount.rates.length ? `${discount.rates.length} 个分类打折` : "不打折";
  return discount.rate === 10_000 ? "不打折" : `全场 ${write(discount.rate, "zhe")} 折`;
}

/** What reaches a level, in the way that the policy counts. */
export function thresholdText({ thresholds }: LevelTerms, upgrade: Upgrade): string {
  switch (upgrade) {
    case "none":
      return "";
    case "growth":
      return thresholds.growth ? `成长值 ${grouped(thresholds.growth)}` : "";
    case "points":
      return thresholds.points ? `积分 ${grouped(thresholds.points)}` : "";
    case "spend":
      return thresholds.spend === null ? "" : `消费 ${yuanBrief(thresholds.spend)}`;
    case "recharge":
      return thresholds.recharge === null ? "" : `充值 ${yuanBrief(thresholds.recharge)}`;
  }
}

/** Ranked ones from the lowest to the highest, then those that no rule moves. */
export const inOrder = (levels: readonly Level[]) => [...levels].sort((a, b) => (a.rank ?? 1000) - (b.rank ?? 1000));
