import { Problem } from "@shared/problem";
import { expect, it } from "vitest";
import { aftermathOf, fileFault, MOST_BYTES } from "./file";

it.each([
  ["members.csv", 10, "请选择 .xls 或 .xlsx 文件"],
  ["members.xlsx.exe", 10, "请选择 .xls 或 .xlsx 文件"],
  ["会员.XLSX", MOST_BYTES, ""],
  ["members.xls", 1, ""],
  ["members.xls", 0, "这个文件是空的"],
  ["members.xlsx", MOST_BYTES + 1, "文件有 10.0 MB，最多 10 MB，请分成几个文件"],
])("says of %s with %i bytes: %j (REG-12)", (name, size, words) => expect(fileFault({ name, size })).toBe(words));

it.each([
  [new Problem("import_too_many_rows", "文件有 1001 行", 422), true, "还没有写入任何东西。"],
  [new Problem("import_too_many_rows", "文件有 1001 行", 422), false, "一行也没有导入。"],
  [Problem.timeout(), false, "可能已经导入了一部分。再按一次会接着做，不会重复。"],
])("says what %s means for the rows (REG-13)", (problem, dryRun, words) => expect(aftermathOf(problem, dryRun)).toBe(words));
