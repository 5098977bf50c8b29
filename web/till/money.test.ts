import { describe, expect, it } from "vitest";
import { fenOf, pieces, thousandthsOf } from "./money";

describe("money typed as yuan", () => {
  it.each<[string, number | null]>([
    ["12", 1200],
    ["12.5", 1250],
    ["12.50", 1250],
    ["0.07", 7],
    [".5", 50],
    ["12.", 1200],
    ["１２．５０", 1250],
    ["12。5", 1250],
    [" ¥1,200 元", 120000],
    ["1.15", 115],
    ["4.35", 435],
    ["99999999.99", 9999999999],
    ["1.005", null],
    ["123456789", null],
    ["-1", null],
    ["1e3", null],
    ["", null],
    [".", null],
    ["abc", null],
  ])("%j is %j fen", (typed, fen) => expect(fenOf(typed)).toBe(fen));
});

describe("quantities", () => {
  it.each<[string, number | null, string]>([
    ["1", 1000, "1"],
    ["10", 10000, "10"],
    ["0.355", 355, "0.355"],
    ["2.5", 2500, "2.5"],
    ["0.3555", null, ""],
  ])("%s is %j", (typed, thousandths, shown) => {
    expect(thousandthsOf(typed)).toBe(thousandths);
    if (thousandths !== null) expect(pieces(thousandths)).toBe(shown);
  });
});
