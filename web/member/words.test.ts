import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ENGLISH } from "./words-en";

const FOLDER = join(process.cwd(), "member");
/** What only Chinese is written with: its punctuation, too. */
const HAN = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u;

const files = readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
  .filter((path) => /\.(vue|ts)$/.test(path) && !/\.test\.ts$|words-en\.ts$/.test(path))
  .map((path) => [path, readFileSync(join(FOLDER, path), "utf8")] as const);
const shared = readFileSync(join(FOLDER, "../shared/problem.ts"), "utf8");

/** A file's Chinese: within quotes, and outside of any. */
function chineseIn(source: string) {
  const code = source
    .replace(/<style[\s\S]*?<\/style>/g, "")
    .replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->/g, "")
    .replace(/(?<!:)\/\/.*$/gm, "");
  const single = [...code.matchAll(/'([^'\n]*)'/g)];
  const rest = code.replace(/'[^'\n]*'/g, "");
  const double = [...rest.matchAll(/(.?)"([^"\n]*)"/g)];
  return {
    quoted: [...single.map(([, words = ""]) => words), ...double.map(([, , words = ""]) => words)].filter((words) => HAN.test(words)),
    bare: rest.replace(/"[^"\n]*"/g, "").split("\n").filter((line) => HAN.test(line)),
    // `title="…"` of a template, where only `:title="t('…')"` would be translated.
    unbound: double.filter(([, before, words = ""]) => before === "=" && HAN.test(words)).map(([, , words]) => words),
  };
}

test.each(files)("%s says everything in both languages", (_path, source) => {
  const { quoted, bare, unbound } = chineseIn(source);
  expect(quoted.filter((words) => !(words in ENGLISH))).toEqual([]);
  expect(bare).toEqual([]);
  expect(unbound).toEqual([]);
});

test("no word is translated that nobody says", () => {
  const said = new Set([...files.map(([, source]) => source), shared].flatMap((source) => chineseIn(source).quoted));
  expect(Object.keys(ENGLISH).filter((words) => !said.has(words))).toEqual([]);
});

test("a translation has the same gaps to fill", () => {
  const gaps = (words: string) => [...words.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const [chinese, english] of Object.entries(ENGLISH)) expect(gaps(english), chinese).toEqual(gaps(chinese));
});
