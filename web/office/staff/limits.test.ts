import { expect, it } from "vitest";
import { sentLimits, typedLimits } from "./limits";

it.each([
  [{ points: "", yuan: "", sends: "" }, { adjust_points: null, adjust_money: null, coupon_send: null }],
  [{ points: " 1000 ", yuan: "19.99", sends: "0" }, { adjust_points: "1000", adjust_money: 1999, coupon_send: 0 }],
  [{ points: "1.5", yuan: "0.29", sends: "200" }, { adjust_points: "1.5", adjust_money: 29, coupon_send: 200 }],
])("sends %j as %j, and shows that again", (typed, sent) => {
  expect(sentLimits(typed)).toEqual(sent);
  expect(sentLimits(typedLimits(sent))).toEqual(sent);
});

it.each([
  { points: "-1", yuan: "", sends: "" },
  { points: "", yuan: "1.999", sends: "" },
  { points: "", yuan: "", sends: "1.5" },
  { points: "一千", yuan: "", sends: "" },
])("sends nothing for %j", (typed) => expect(sentLimits(typed)).toBeNull());
