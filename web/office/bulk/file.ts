import type { Problem } from "@shared/problem";

export const MOST_BYTES = 10 * 1024 * 1024;
export const MOST_ROWS = 1000;

/** What is wrong with a file before anybody looks inside; empty when it may be sent. */
export function fileFault({ name, size }: Pick<File, "name" | "size">): string {
  if (!/\.xlsx?$/i.test(name)) return "请选择 .xls 或 .xlsx 文件";
  if (size === 0) return "这个文件是空的";
  return size > MOST_BYTES ? `文件有 ${(size / 1024 / 1024).toFixed(1)} MB，最多 10 MB，请分成几个文件` : "";
}

/** What a refusal of the whole file means for its rows. */
export function aftermathOf(problem: Problem, dryRun: boolean): string {
  if (dryRun) return "还没有写入任何东西。";
  return problem.outcomeUnknown ? "可能已经导入了一部分。再按一次会接着做，不会重复。" : "一行也没有导入。";
}
