import { expect, it } from "vitest";
import { addPoints, parse, parsePoints, parseSignedPoints, type Unit, write } from "./units";

it.each<[Unit, string, number | undefined]>([
  ["yuan", "12.5", 1250],
  ["yuan", "０.０１", 1],
  ["yuan", "¥1,200", 120_000],
  ["yuan", "1.005", undefined],
  ["yuan", "1.500", 150],
  ["yuan", "-1", undefined],
  ["yuan", "", undefined],
  ["yuan", "1e3", undefined],
  ["yuan", "99999999999999", undefined],
  ["zhe", "8.8", 8800],
  ["zhe", "9", 9000],
  ["zhe", "9.55", 9550],
  ["times", "1.5", 15_000],
  ["percent", "15", 1500],
  ["days", "365", 365],
  ["days", "1.5", undefined],
])("in %s, %j is %j on the wire", (unit, text, value) => {
  expect(parse(text, unit)).toBe(value);
  if (value !== undefined) expect(parse(write(value, unit), unit)).toBe(value);
});

it.each<[number, Unit, string]>([
  [0, "yuan", "0"],
  [5, "yuan", "0.05"],
  [1250, "yuan", "12.5"],
  [-50, "yuan", "-0.5"],
  [10_000, "zhe", "10"],
  [9550, "zhe", "9.55"],
  [30, "days", "30"],
])("%j in %s is written %j", (value, unit, text) => expect(write(value, unit)).toBe(text));

it("takes points as text and leaves them text", () => {
  expect(parsePoints("0012.50")).toBe("12.5");
  expect(parsePoints("0.00001")).toBeUndefined();
  expect([parseSignedPoints("-3"), parseSignedPoints("＋2"), parseSignedPoints("−0.1"), parseSignedPoints("0")]).toEqual(["-3", "2", "-0.1", undefined]);
});

it.each([
  ["1234.5", "-3", "1231.5"],
  ["0.1", "0.2", "0.3"],
  ["2", "-5", "-3"],
])("%s and %s make %s", (balance, change, sum) => expect(addPoints(balance, change)).toBe(sum));
