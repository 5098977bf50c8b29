import { expect, it } from "vitest";
import { barred, blankTerms, discountText, EXPIRIES, thresholdText, UPGRADES } from "./policy";

it("growth goes with neither a fixed level nor the balance, and says why (C11)", () => {
  const no = UPGRADES.flatMap(({ upgrade }) => EXPIRIES.filter(({ by }) => barred(upgrade, by)).map(({ by }) => `${upgrade} ${by}`));
  expect(no).toEqual(["growth fixed", "growth balance"]);
  expect(barred("growth", "fixed")).toContain("降到指定等级");
});

it("says what a level is worth and what reaches it (LVL-02)", () => {
  const terms = blankTerms();
  expect([discountText(terms), discountText({ ...terms, discount: { on: "all", rate: 8800 } })]).toEqual(["不打折", "全场 8.8 折"]);
  const reached = { ...terms, thresholds: { growth: "1000", points: null, spend: 50_000, recharge: null } };
  expect([thresholdText(reached, "growth"), thresholdText(reached, "spend"), thresholdText(reached, "recharge")]).toEqual(["成长值 1,000", "消费 ¥500", ""]);
});
