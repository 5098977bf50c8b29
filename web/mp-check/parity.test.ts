// @vitest-environment node
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { filesIn } from "./rules.mjs";

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const app = read("../../miniprogram/app.json") as { pages: string[]; subpackages: { root: string; pages: string[] }[] };
const functions = read("../fixtures/functions.json") as { id: string; name: string; mini: string }[];
const pages = [...app.pages, ...app.subpackages.flatMap(({ root, pages }) => pages.map((page) => `${root}/${page}`))];

describe("what a member can do, the mini-program can", () => {
  it.each(functions.map(({ id, mini }) => [id, mini]))("%s is %s", (_, mini) => {
    expect(pages).toContain(mini);
  });

  it.each(pages)("%s is something that a member can do", (page) => {
    expect(functions.map(({ mini }) => mini)).toContain(page);
  });
});

describe("no page is out of reach", () => {
  const folder = fileURLToPath(new URL("../../miniprogram", import.meta.url));
  const said = filesIn(folder).filter((path) => /\.(ts|wxml)$/.test(path)).map((path) => readFileSync(`${folder}/${path}`, "utf8")).join("\n");

  it.each(pages)("something leads to %s", (page) => {
    expect(said).toMatch(new RegExp(`["\`]/${page}[?"\`]`));
  });
});
