import { expect, test } from "vitest";
import { formatMoment } from "./format";

test("a moment is shown in China's time, midnight as 00", () => {
  expect(formatMoment("2026-11-22T01:05:00Z")).toBe("2026-11-22 09:05");
  expect(formatMoment("2026-12-31T16:00:00Z")).toBe("2027-01-01 00:00");
});

test("in English a moment has the name of its month", () => {
  expect(formatMoment("2026-11-22T01:05:00Z", "en")).toBe("22 Nov 2026, 09:05");
  expect(formatMoment("2026-08-31T16:00:00Z", "en")).toBe("1 Sep 2026, 00:00");
});

test("what is no moment is shown as it came", () => {
  expect(formatMoment("soon")).toBe("soon");
});
