import { expect, it } from "vitest";
import type { Finding } from "./api";
import { figuresOf, verdictOf } from "./proof";

const finding = (id: string, title: string, state: Finding["state"]): Finding => ({
  id,
  title,
  title_en: "",
  state,
  figures: [],
  first_bad: null,
  why: null,
});
const balanced = finding("I1", "每张凭证借贷相等", "green");
const accounts = finding("I2", "每个账户等于它的分录", "red");
const lots = finding("I10", "批次、冻结与余额一致", "red");
const chain = finding("I11", "历史没有被改写", "unchecked");

it.each<[string, Finding[], string, string]>([
  ["all of them hold", [balanced], "账目正确", "核对了 1 项，全部成立。"],
  ["one could not be asked", [balanced, chain], "账目正确", "核对了 1 项，全部成立；另有 1 项无法从数据中核对。"],
  [
    "two do not hold",
    [balanced, accounts, lots, chain],
    "账目有问题",
    "「每个账户等于它的分录」、「批次、冻结与余额一致」不成立。请先不要改动数据，把下面的编号交给技术人员。",
  ],
])("says how the books stand when %s", (_, findings, title, words) => {
  expect(verdictOf({ findings })).toEqual({ title, words });
});

it("lists sums as one reads them", () => {
  const figures = [
    { label: "销售实收", text: "¥50" },
    { label: "销售已退", text: "¥10" },
  ];
  expect(figuresOf({ figures })).toBe("销售实收 ¥50，销售已退 ¥10");
  expect(figuresOf({ figures: [] })).toBe("");
});
