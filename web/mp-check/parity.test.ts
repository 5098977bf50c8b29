// @vitest-environment node
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

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
