import { expect, it } from "vitest";
import { grouped, yuan, yuanBrief } from "./amount";

it.each([
  [0, "¥0.00", "¥0"],
  [7, "¥0.07", "¥0.07"],
  [1250, "¥12.50", "¥12.50"],
  [-100, "-¥1.00", "-¥1"],
  [123_450, "¥1,234.50", "¥1,234.50"],
  [300_000, "¥3,000.00", "¥3,000"],
  [9_999_999_999, "¥99,999,999.99", "¥99,999,999.99"],
])("%d fen are %s in a table and %s in a sentence", (fen, exact, brief) => expect([yuan(fen), yuanBrief(fen)]).toEqual([exact, brief]));

it.each([
  [0, "0"],
  [999, "999"],
  [12_345, "12,345"],
  [1_234_567, "1,234,567"],
  ["1234.5", "1,234.5"],
  ["-12345.6789", "-12,345.6789"],
  ["0.0001", "0.0001"],
])("%s is written %s", (amount, text) => expect(grouped(amount)).toBe(text));
