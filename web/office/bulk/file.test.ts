import { Problem } from "@shared/problem";
import { expect, it } from "vitest";
import { fileFault, MOST_BYTES, refusalOf } from "./file";

it.each([
  ["members.csv", 10, "请选择 .xls 或 .xlsx 文件"],
  ["members.xlsx.exe", 10, "请选择 .xls 或 .xlsx 文件"],
  ["会员.XLSX", MOST_BYTES, ""],
  ["members.xls", 1, ""],
  ["members.xls", 0, "这个文件是空的"],
  ["members.xlsx", MOST_BYTES + 1, "文件有 10.0 MB，最多 10 MB，请分成几个文件"],
])("says of %s with %i bytes: %j (REG-12)", (name, size, words) => expect(fileFault({ name, size })).toBe(words));

it.each([
  ["import_too_many_rows", { rows: 1001, most: 1000 }, "有 1001 行，一次最多 1000 行，请分成几个文件。一行也没有导入。"],
  ["import_columns", { missing: ["手机号", "姓名"] }, "标题：少了手机号、姓名"],
  ["import_unreadable", {}, "标题"],
])("puts the refusal %s in words (REG-13)", (code, extra, words) => {
  expect(refusalOf(new Problem(code, "标题", 422, extra))).toBe(words);
});
