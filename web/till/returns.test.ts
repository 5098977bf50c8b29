import { expect, it } from "vitest";
import { whatOf, type Marks } from "./returns";

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
