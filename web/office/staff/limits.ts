import type { Limits } from "./approval-api";

/** The limits as they are typed: money in yuan, empty for none. */
export interface TypedLimits {
  points: string;
  yuan: string;
  sends: string;
}

export const typedLimits = ({ adjust_points, adjust_money, coupon_send }: Limits): TypedLimits => ({
  points: adjust_points ?? "",
  yuan: adjust_money === null ? "" : String(adjust_money / 100),
  sends: coupon_send === null ? "" : String(coupon_send),
});

/** What is typed, as it is sent; null while something is not a number. */
export function sentLimits({ points, yuan, sends }: TypedLimits): Limits | null {
  const texts = { points: points.trim(), yuan: yuan.trim(), sends: sends.trim() };
  if (!/^(\d{1,9}(\.\d{1,3})?)?$/.test(texts.points) || !/^(\d{1,9}(\.\d{1,2})?)?$/.test(texts.yuan) || !/^\d{0,9}$/.test(texts.sends)) return null;
  return {
    adjust_points: texts.points || null,
    adjust_money: texts.yuan === "" ? null : Math.round(Number(texts.yuan) * 100),
    coupon_send: texts.sends === "" ? null : Number(texts.sends),
  };
}
