import { expect, it } from "vitest";
import type { Days } from "./api";
import { blankDays, daysText, MODES, monthDays } from "./days";

it.each<[Days, string]>([
  [{ mode: "dates", from: "2026-12-01", until: "2026-12-31" }, "2026-12-01 至 2026-12-31"],
  [{ mode: "yearly", month: 6, day: 1 }, "每年 6 月 1 日"],
  [{ mode: "month_days", days: [8, 18] }, "每月 8、18 号"],
  [{ mode: "weekdays", days: [6, 7] }, "每周六、周日"],
])("%j reads %s", (days, words) => expect(daysText(days)).toBe(words));

it("has a beginning for each way to say days", () => {
  for (const { mode } of MODES) expect(blankDays(mode).mode).toBe(mode);
});

it.each([
  ["8、18、28", [8, 18, 28]],
  ["２８, 8 8", [8, 28]],
  ["0 32 x", []],
])("reads %j as %j", (text, days) => expect(monthDays(text)).toEqual(days));
