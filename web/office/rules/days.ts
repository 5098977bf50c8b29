import type { Days, Season } from "./api";

export const WEEKDAYS = ["一", "二", "三", "四", "五", "六", "日"].map((name, at) => ({ id: String(at + 1), name: `周${name}` }));
export const MODES: { mode: Days["mode"]; name: string }[] = [
  { mode: "dates", name: "一段日期" },
  { mode: "yearly", name: "每年某天" },
  { mode: "month_days", name: "每月几号" },
  { mode: "weekdays", name: "每周几" },
];

/** Days as they begin when somebody chooses how to say them. */
export function blankDays(mode: Days["mode"]): Days {
  switch (mode) {
    case "dates":
      return { mode, from: "", until: "" };
    case "yearly":
      return { mode, month: 1, day: 1 };
    case "month_days":
      return { mode, days: [8] };
    case "weekdays":
      return { mode, days: [6, 7] };
  }
}

export const blankSeason = (mode: Days["mode"]): Season => ({ name: "", days: blankDays(mode), rate: 20_000 });

/** `1、15、28` as numbers in order, once each; what is no day of a month is left out. */
export function monthDays(text: string): number[] {
  const numbers = (text.normalize("NFKC").match(/\d+/g) ?? []).map(Number).filter((day) => day >= 1 && day <= 31);
  return [...new Set(numbers)].sort((a, b) => a - b);
}

/** Days in words: `每周六、周日`. */
export function daysText(days: Days): string {
  switch (days.mode) {
    case "dates":
      return `${days.from} 至 ${days.until}`;
    case "yearly":
      return `每年 ${days.month} 月 ${days.day} 日`;
    case "month_days":
      return `每月 ${days.days.join("、")} 号`;
    case "weekdays":
      return `每${days.days.map((day) => WEEKDAYS[day - 1]?.name ?? "").join("、")}`;
  }
}
