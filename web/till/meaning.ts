import { thousandthsOf } from "./money";
import { isSaleNumber } from "./numbers";
import { halfWidth, holdsNumber, normalise } from "./scan";

/** Where to look for what was typed or scanned, one after the other. */
export type Look = "member" | "coupon" | "receipt" | "goods";

export type Meaning =
  | { kind: "nothing" }
  /** `*3`: so many of the line that is chosen. */
  | { kind: "quantity"; thousandths: number }
  | { kind: "look"; text: string; digits: string; where: readonly Look[] };

/**
 * What a clerk means by what is in the box. Phones and everything as long as a code are asked of `identify` alone:
 * a payment code must not end up in an address.
 */
export function meaningOf(typed: string): Meaning {
  const text = halfWidth(typed).replace(/\p{Cc}|\p{Cf}/gu, "").trim().slice(0, 64);
  const digits = normalise(typed);
  if (digits === "") return { kind: "nothing" };
  const times = /^[*×](.+)$/.exec(text);
  const thousandths = times ? thousandthsOf(times[1] ?? "") : null;
  if (thousandths) return { kind: "quantity", thousandths };
  return { kind: "look", text, digits, where: /^\+?\d+$/.test(digits) ? placesOfDigits(digits) : placesOfText(text) };
}

function placesOfDigits(digits: string): readonly Look[] {
  if (/^9\d{17}$/.test(digits)) return ["coupon"];
  if (digits.length > 14 || digits.length === 11 || digits.startsWith("+") || /^(0086|86)?1[3-9]\d{9}$/.test(digits)) return ["member"];
  // EAN-8, EAN-13, ITF-14; and nobody's number is shorter than four digits.
  if ([8, 13, 14].includes(digits.length) || digits.length < 4) return ["goods"];
  return ["goods", "member"];
}

function placesOfText(text: string): readonly Look[] {
  const loud = text.toUpperCase();
  if (isSaleNumber(loud)) return ["receipt"];
  if (holdsNumber(text)) return ["member"];
  if (!/\d/.test(text) || /[^\x21-\x7e]/.test(text.replaceAll(" ", ""))) return ["goods"];
  return text.includes(" ") ? ["goods", "member"] : ["goods", "receipt", "member"];
}

/** `12.8 散装饼干`: what has no code, by price and name. */
export function typedGoods(typed: string): { name: string; price: string } {
  const [, price = "", name = ""] = /^\s*([^\s]+)\s*(.*?)\s*$/.exec(halfWidth(typed)) ?? [];
  return { price, name: name || "无码商品" };
}
