/** What people type, and how many decimals of it a whole number on the wire has. */
export const UNITS = {
  /** Fen on the wire. */
  yuan: { name: "元", decimals: 2 },
  /** What is paid, in 1/10,000: 8800 is 8.8折. */
  zhe: { name: "折", decimals: 3 },
  /** How many times, in 1/10,000: 20000 is ×2. */
  times: { name: "倍", decimals: 4 },
  /** A share, in 1/10,000: 1500 is 15 %. */
  percent: { name: "%", decimals: 2 },
  days: { name: "天", decimals: 0 },
  pieces: { name: "张", decimals: 0 },
  count: { name: "次", decimals: 0 },
} as const;

export type Unit = keyof typeof UNITS;

const PLAIN = /^(\d{1,13})(?:\.(\d*))?$/;

/** Full-width digits and points as an input method leaves them, and what people put in for looks. */
const plain = (text: string) => text.normalize("NFKC").replace(/[,\s¥￥。]/g, (mark) => (mark === "。" ? "." : ""));

/** The whole number that is sent for what was typed; undefined when it is no such number. */
export function parse(text: string, unit: Unit): number | undefined {
  const { decimals } = UNITS[unit];
  const [, whole, rest = ""] = PLAIN.exec(plain(text)) ?? [];
  if (whole === undefined || rest.replace(/0+$/, "").length > decimals) return undefined;
  const value = Number(whole + rest.slice(0, decimals).padEnd(decimals, "0"));
  return Number.isSafeInteger(value) ? value : undefined;
}

/** A whole number of the wire as people type it, without needless zeros. */
export function write(value: number, unit: Unit): string {
  const { decimals } = UNITS[unit];
  const digits = String(Math.abs(value)).padStart(decimals + 1, "0");
  const rest = digits.slice(digits.length - decimals).replace(/0+$/, "");
  const whole = digits.slice(0, digits.length - decimals);
  return `${value < 0 ? "-" : ""}${whole}${decimals > 0 && rest ? `.${rest}` : ""}`;
}

/** Points as the wire wants them: up to four decimals, as text; undefined when they are none. */
export function parsePoints(text: string): string | undefined {
  const value = parse(text, "times");
  return value === undefined ? undefined : write(value, "times");
}

/** Points that may be taken as well as given: `-3`. */
export function parseSignedPoints(text: string): string | undefined {
  const [, sign = "", rest = ""] = /^([-−+]?)(.*)$/.exec(plain(text)) ?? [];
  const value = parsePoints(rest);
  return value === undefined || value === "0" ? undefined : `${sign && sign !== "+" ? "-" : ""}${value}`;
}

/** `1234.5` and `-3` make `1231.5`: what a balance in points becomes. */
export function addPoints(balance: string, change: string): string {
  const scaled = (text: string) => (text.startsWith("-") ? -1 : 1) * (parse(text.replace("-", ""), "times") ?? 0);
  return write(scaled(balance) + scaled(change), "times");
}
