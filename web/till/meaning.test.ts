import { describe, expect, it } from "vitest";
import { meaningOf, typedGoods } from "./meaning";
import { isSaleNumber, newNumber } from "./numbers";

describe("what is in the box", () => {
  it.each<[string, string[], string]>([
    ["881234567890123456", ["member"], "a member code"],
    ["8012 3456 7890 123456", ["member"], "a card's number with blanks"],
    ["134567890123456789", ["member"], "a payment code: never in an address (D6)"],
    ["01234567890123456789", ["member"], "an e-CNY payment code"],
    ["138-0000-0001", ["member"], "a phone"],
    ["+8613800000001", ["member"], "a phone with its country"],
    ["912345678901234567", ["coupon"], "a printed coupon"],
    ["6901234512007", ["goods"], "EAN-13"],
    ["12345678", ["goods"], "EAN-8"],
    ["400123456789", ["goods", "member"], "UPC-A, or a member's number"],
    ["101", ["goods"], "a short code"],
    ["米粉", ["goods"], "a name"],
    ["T01-2611221030-K7Q", ["receipt"], "a receipt of ours"],
    ["t01-2611221030-k7q", ["receipt"], "the same, typed"],
    ["X5", ["goods", "receipt", "member"], "a code of the shop's own, and no quantity"],
    ["02161234567", ["member"], "a phone of a landline"],
    ["张三13800000001", ["member"], "a phone with a name"],
    ["张三 138-0000-0001", ["member"], "the same, with blank and dashes"],
    ["卡 ８０１２ ３４５６ ７８９０ 123456", ["member"], "a card's number with a word"],
    ["x134567890123456789", ["member"], "a payment code that was misread"],
    ["POS-7", ["goods", "receipt", "member"], "another program's receipt, perhaps"],
    ["ABC-6901234'; DROP", ["goods", "member"], "garbage"],
    ["米粉 2段", ["goods"], "a name with a digit"],
  ])("%s is looked for among %j: %s", (typed, where) => {
    expect(meaningOf(typed)).toMatchObject({ kind: "look", where });
  });

  it.each<[string, number]>([
    ["*3", 3000],
    ["*0.355", 355],
    ["×１２", 12000],
  ])("%s is a quantity", (typed, thousandths) => {
    expect(meaningOf(typed)).toEqual({ kind: "quantity", thousandths });
  });

  it.each(["", "  ", "\r\n"])("%j is nothing", (typed) => expect(meaningOf(typed).kind).toBe("nothing"));
});

it.each([
  ["12.8 散装饼干", "12.8", "散装饼干"],
  ["12.8", "12.8", "无码商品"],
  ["12.8　礼盒 大", "12.8", "礼盒 大"],
])("%s is goods without a code", (typed, price, name) => expect(typedGoods(typed)).toEqual({ price, name }));

it("numbers what a till does by the shop's clock", () => {
  const at = new Date("2026-11-22T16:05:00Z");
  expect(newNumber("T01", "", at, new Uint8Array([0, 1, 2]))).toBe("T01-2611230005-ACD");
  expect(newNumber("T01", "R", at, new Uint8Array([0, 0, 0]))).toBe("T01-R2611230005-AAA");
  expect(isSaleNumber(newNumber("T01"))).toBe(true);
  expect(isSaleNumber("T01-R2611230005-AAA")).toBe(false);
});
