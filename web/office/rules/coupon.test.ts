import { expect, it } from "vitest";
import { blankCoupon, gistOf, turnedInto } from "./coupon";

const body = blankCoupon("2026-12-15");

it("begins as a month to take it and another to use it, on China's days (CPN-05)", () => {
  expect([body.opens_at, body.closes_at, body.valid_until]).toEqual(["2026-12-14T16:00:00.000Z", "2027-01-14T15:59:00.000Z", "2027-02-13T15:59:00.000Z"]);
});

it("says what a member will be told", () => {
  expect(gistOf({ ...body, worth: 2_000, threshold: 10_000 })).toBe("满 ¥100 减 ¥20；每人 1 张，共 1,000 张");
  const discount = turnedInto(body, "discount");
  expect(gistOf({ ...discount, terms: { ...discount.terms, cap: 5_000, days: 30 } })).toBe("打 8.8 折，最多减 ¥50，领取后 30 天内有效；每人 1 张，共 1,000 张");
});

it("forgets a cap that a cash coupon has not", () => {
  const capped = { ...turnedInto(body, "discount"), terms: { ...body.terms, cap: 5_000 } };
  expect([turnedInto(capped, "cash").terms.cap, turnedInto(capped, "discount").terms.cap]).toEqual([null, 5_000]);
});
