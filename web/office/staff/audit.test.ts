import { expect, it } from "vitest";
import { prettyOf } from "./audit";

it.each([
  ['{"a":1}', '{\n  "a": 1\n}'],
  ["null", "null"],
  ["", ""],
  ["not json", "not json"],
])("shows %j as one reads it", (detail, shown) => expect(prettyOf(detail)).toBe(shown));
