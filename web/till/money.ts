import { halfWidth } from "./scan";

/** `digits` decimals of what was typed as a whole number of the smallest unit; `null` if it is no such number. */
function scaled(typed: string, decimals: number): number | null {
  const match = /^(\d{0,8})(?:\.(\d*))?$/.exec(halfWidth(typed).replace(/[\s,¥元]/g, "").replace("。", "."));
  const [, whole = "", part = ""] = match ?? [];
  if (!match || whole + part === "" || part.length > decimals) return null;
  return Number(whole + part.padEnd(decimals, "0"));
}

/** Yuan as typed, such as `12.5` or `１２．５０`, in fen; `null` if it is no amount. Digits are moved, nothing is multiplied. */
export const fenOf = (typed: string) => scaled(typed, 2);

/** Pieces or weight as typed, such as `3` or `0.355`, in 1/1000; `null` if it is none. */
export const thousandthsOf = (typed: string) => scaled(typed, 3);

/** 1000 is `1`, 355 is `0.355`. */
export function pieces(thousandths: number): string {
  const digits = String(thousandths).padStart(4, "0");
  return `${digits.slice(0, -3)}.${digits.slice(-3)}`.replace(/\.?0+$/, "");
}
