import { expect, it } from "vitest";
import { chinaDay, daysBefore, dayText, lastDays, stepFor } from "./days";
import { changeText, metricsOf } from "./metrics";

it.each([
  ["2026-11-21T15:59:59Z", "2026-11-21"],
  ["2026-11-21T16:00:00Z", "2026-11-22"],
  ["2026-12-31T16:00:00Z", "2027-01-01"],
])("at %s it is %s in China (RPT-01)", (moment, day) => expect(chinaDay(Date.parse(moment))).toBe(day));

it("counts today as a day of a period", () => {
  expect(lastDays(7, "2026-03-03")).toEqual({ from: "2026-02-25", to: "2026-03-03" });
  expect(daysBefore("2028-03-01", 1)).toBe("2028-02-29");
  expect(dayText("2026-03-03")).toBe("3 月 3 日");
});

it.each([
  ["2026-11-22", "2026-11-22", "day"],
  ["2026-10-01", "2026-11-22", "week"],
  ["2025-11-22", "2026-11-22", "month"],
] as const)("draws %s to %s by the %s", (from, to, step) => expect(stepFor({ from, to })).toBe(step));

it.each([
  [125, 9, "比昨日此时多 12.5%"],
  [-1000, 0, "比昨日此时少 100%"],
  [0, 5, "和昨日此时一样"],
  [null, 0, "和昨日此时一样"],
  [null, 3, "昨日此时没有"],
  [24_000, 25, "比昨日此时多 24 倍"],
])("says of a change of %s permille to %s: %s", (permille, value, words) => expect(changeText(permille, value)).toBe(words));

it("has no new members of one store", () => {
  expect(metricsOf("")).toContain("members_new");
  expect(metricsOf("sto_1")).not.toContain("members_new");
});
