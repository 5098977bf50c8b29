import { expect, it } from "vitest";
import { passwordFault } from "./password";

it.each([
  ["", "", "还差 10 个字符：密码至少 10 个字符"],
  ["九个字九个字九个字", "", "还差 1 个字符：密码至少 10 个字符"],
  ["correct horse", "correct horsf", "两次输入的不一样"],
  ["correct horse", "correct horse", ""],
])("says of %j and %j: %s", (once, twice, fault) => {
  expect(passwordFault(once, twice)).toBe(fault);
});
