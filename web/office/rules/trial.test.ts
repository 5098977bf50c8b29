import { expect, it } from "vitest";
import { localOf, momentOf } from "../form/clock";
import { caseOf, type CaseDraft, compared } from "./trial";

const draft: CaseDraft = {
  at: "2026-12-01T10:00",
  store: "sto_1",
  level: "lvl_3",
  birthday: true,
  lines: [
    { goods: "gds_1", name: "", price: null, pieces: 1.5 },
    { goods: "", name: " 纸袋 ", price: 50, pieces: 2 },
    { goods: "", name: "", price: null, pieces: 1 },
  ],
  points: true,
  coupon: null,
  principal: null,
  gift: null,
  top_up: null,
};

it("asks for what was typed: China's clock, thousandths of a piece, the day as a birthday", () => {
  expect(caseOf(draft, null)).toEqual({
    at: "2026-12-01T02:00:00.000Z",
    store: "sto_1",
    level: "lvl_3",
    birthday: "12-01",
    lines: [
      { goods: "gds_1", quantity: 1500 },
      { name: "纸袋", price: 50, quantity: 2000 },
    ],
    points: "most",
  });
});

it("asks nothing while there is nothing to reckon, and a guest has no points", () => {
  expect(caseOf({ ...draft, lines: [] }, null)).toBeNull();
  expect(caseOf({ ...draft, lines: [], top_up: 10_000 }, null)).toMatchObject({ top_up: 10_000, lines: [] });
  expect(caseOf({ ...draft, level: null }, null)).not.toHaveProperty("points");
});

it("marks what only one of the two says", () => {
  const outcome = (...sentences: string[]) => ({ payable: 0, payable_text: "", off_total: 0, earn_total: "0", earn: null, sentences });
  expect(compared(outcome("甲", "丙"), outcome("甲", "乙")).after).toEqual([
    { text: "甲", same: true },
    { text: "丙", same: false },
  ]);
});

it("goes to a clock in China and back", () => expect(momentOf(localOf("2026-11-21T16:30:00.000Z"))).toBe("2026-11-21T16:30:00.000Z"));
