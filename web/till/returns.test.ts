import { expect, it } from "vitest";
import { effectOf, whatOf, type Asked, type Marks } from "./returns";
import type { Receipt } from "./sale-api";

const lines = [
  { line: 1, quantity: 2000, returned: 0 },
  { line: 2, quantity: 355, returned: 355 },
  { line: 3, quantity: 1000, returned: 0 },
];

it.each<[string, Marks, ReturnType<typeof whatOf>]>([
  ["nothing", {}, null],
  ["nothing, said aloud", { 1: 0 }, null],
  ["one of two", { 1: 1000 }, { lines: [{ line: 1, quantity: 1000 }] }],
  ["two lines in part", { 3: 1000, 1: 1000 }, { lines: [{ line: 1, quantity: 1000 }, { line: 3, quantity: 1000 }] }],
  ["all that is left", { 1: 2000, 3: 1000 }, { all: true }],
])("marks %s", (_what, marks, what) => expect(whatOf({ lines }, marks)).toEqual(what));

const names = ["奶粉", "散装饼干", "尿裤"];
const receipt = { lines: lines.map((line, at) => ({ ...line, name: names[at] })), paid: 80_000, refunded: 500 } as unknown as Receipt;

it.each<[string, Partial<Asked>]>([
  ["作废整单，退 ¥795.00", { void: true }],
  ["只退钱 ¥5.00，不退商品", { amount: 500 }],
  ["退还全部商品，退 ¥795.00", { marks: { 1: 2000, 3: 1000 } }],
  ["退 奶粉 × 1、尿裤 × 1", { marks: { 1: 1000, 3: 1000 } }],
])("says what is to be allowed: %s (POS-02)", (said, asked) =>
  expect(effectOf(receipt, { marks: {}, amount: null, void: false, ...asked })).toBe(said));
