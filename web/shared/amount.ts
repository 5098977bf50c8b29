import { grouped } from "../../miniprogram/core/amount";

export { grouped };

/** Fen as a table or a bill shows them: `¥1,234.50`, `¥20.00`. */
export function yuan(fen: number): string {
  const digits = String(Math.abs(fen)).padStart(3, "0");
  return `${fen < 0 ? "-" : ""}¥${grouped(digits.slice(0, -2))}.${digits.slice(-2)}`;
}

/** As a sentence says them: `¥1,234.50`, `¥20`. */
export const yuanBrief = (fen: number) => yuan(fen).replace(/\.00$/, "");
