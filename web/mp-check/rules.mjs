// What both WeChat and the open-source compiler understand alike, and how much of it there may be.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";

/** Each is a way of writing that one of the two compilers takes for something else. */
const FORBIDDEN = {
  wxml: [
    [/\s(bind|catch)(?!:)[a-z]+=/g, "write bind:event, with the colon"],
    [/\swx:(?!if=|elif=|else[\s/>]|for=|for-item=|for-index=|key=)[a-z-]+/g, "only wx:if, wx:elif, wx:else, wx:for and wx:key"],
    [/&(?!(amp|lt|gt|quot|apos|#\d+);)[a-z]+;/g, "only XML's own escapes"],
    [/\{\{\s*\{|\{\{\s*\[/g, "objects and lists are made in code"],
    [/<rich-text|<web-view/g, "texts are shown as texts"],
  ],
  ts: [
    [/wx:\/\//g, "no behaviours named by a string"],
    [/from "[^.]/g, "no npm at run time"],
  ],
  wxss: [[/@import|https?:\/\/(?!www\.w3\.org)/g, "styles come from their own file"]],
};

/** Lines of `path:line: what is wrong`. */
export function lint(path, text) {
  const rules = FORBIDDEN[path.split(".").pop()] ?? [];
  return rules.flatMap(([pattern, words]) => [...text.matchAll(pattern)].map(({ index }) => `${path}:${text.slice(0, index).split("\n").length}: ${words}`));
}

/** WeChat docs: 主包或单个分包 2 MB; our own limit for what is loaded first is lower. */
export const LIMITS = { main: 500 * 1024, sub: 2 * 1024 * 1024 };

/** Bytes of every package, by the root of the subpackage; the main one is "". */
export function sizes(folder, roots, ignored) {
  const sum = {};
  for (const path of filesIn(folder)) {
    if (ignored.some((name) => path === name || path.startsWith(`${name}/`))) continue;
    const root = roots.find((one) => path.startsWith(`${one}/`)) ?? "";
    sum[root] = (sum[root] ?? 0) + statSync(join(folder, path)).size;
  }
  return sum;
}

export function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

export const read = (folder, path) => readFileSync(join(folder, path), "utf8");
