import type { Period, Step } from "./api";

const DAY_MS = 86_400_000;
const CHINA_AHEAD_MS = 8 * 3_600_000;

/** The day of China's calendar at a moment, as `2026-11-22`. */
export const chinaDay = (at = Date.now()) => new Date(at + CHINA_AHEAD_MS).toISOString().slice(0, 10);

export const daysBefore = (day: string, days: number) => new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10);

/** The day as people say it: `11 月 22 日`. */
export function dayText(day: string): string {
  const [, month = "", date = ""] = day.split("-");
  return `${Number(month)} 月 ${Number(date)} 日`;
}

export interface Span {
  key: string;
  name: string;
  days: number;
  by: Step;
}

export const SPANS: readonly [Span, ...Span[]] = [
  { key: "30", name: "近 30 天", days: 30, by: "day" },
  { key: "7", name: "近 7 天", days: 7, by: "day" },
  { key: "90", name: "近 90 天", days: 90, by: "week" },
  { key: "365", name: "近一年", days: 365, by: "month" },
];

/** So many days, today the last of them. */
export const lastDays = (days: number, today = chinaDay()): Period => ({ from: daysBefore(today, days - 1), to: today });

/** Steps that a reader can tell apart. */
export function stepFor({ from, to }: Period): Step {
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  if (days <= 45) return "day";
  return days <= 200 ? "week" : "month";
}
