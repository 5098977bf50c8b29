import type { Problem } from "@shared/problem";

export const MOST_BYTES = 10 * 1024 * 1024;
export const MOST_ROWS = 1000;

/** What is wrong with a file before anybody looks inside; empty when it may be sent. */
export function fileFault({ name, size }: Pick<File, "name" | "size">): string {
  if (!/\.xlsx?$/i.test(name)) return "请选择 .xls 或 .xlsx 文件";
  if (size === 0) return "这个文件是空的";
  return size > MOST_BYTES ? `文件有 ${(size / 1024 / 1024).toFixed(1)} MB，最多 10 MB，请分成几个文件` : "";
}

/** Why a file was refused as a whole, in words that say what to do. */
export function refusalOf(problem: Problem): string {
  const missing = problem.extra.missing;
  if (problem.code === "import_columns" && Array.isArray(missing)) return `${problem.title}：少了${missing.join("、")}`;
  const rows = problem.number("rows");
  if (problem.code === "import_too_many_rows" && rows !== undefined) return `有 ${rows} 行，一次最多 ${problem.number("most") ?? MOST_ROWS} 行，请分成几个文件。一行也没有导入。`;
  return problem.title;
}
