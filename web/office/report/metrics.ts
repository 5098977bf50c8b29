/** The figures, in the order in which they are read, and how much of their number is one of what people count in. */
export const METRICS = {
  sales_amount: { name: "销售额", unit: "元", scale: 100 },
  sales_count: { name: "销售笔数", unit: "笔", scale: 1 },
  refund_amount: { name: "退货金额", unit: "元", scale: 100 },
  members_new: { name: "新增会员", unit: "人", scale: 1 },
  top_up_principal: { name: "充值本金", unit: "元", scale: 100 },
  top_up_gift: { name: "充值赠送", unit: "元", scale: 100 },
  points_issued: { name: "发放积分", unit: "分", scale: 10_000 },
  points_spent: { name: "消耗积分", unit: "分", scale: 10_000 },
  coupons_claimed: { name: "领取优惠券", unit: "张", scale: 1 },
  coupons_used: { name: "核销优惠券", unit: "张", scale: 1 },
} as const;

export type Metric = keyof typeof METRICS;

/** The figures that there are of one store, or of all; members join the chain. */
export const metricsOf = (store: string) => (Object.keys(METRICS) as Metric[]).filter((key) => store === "" || key !== "members_new");

export const isMetric = (key: unknown): key is Metric => typeof key === "string" && key in METRICS;

/** How today stands to yesterday at this time, in words; more is not always better, so no judgement is in them. */
export function changeText(permille: number | null, value: number): string {
  if (permille === null) return value === 0 ? "和昨日此时一样" : "昨日此时没有";
  if (permille === 0) return "和昨日此时一样";
  return permille > 0 ? `比昨日此时多 ${percent(permille)}` : `比昨日此时少 ${percent(-permille)}`;
}

/** Tens of times more say more as times than as per cent. */
function percent(permille: number): string {
  return permille >= 10_000 ? `${Math.round(permille / 1000)} 倍` : `${Number((permille / 10).toFixed(1))}%`;
}
