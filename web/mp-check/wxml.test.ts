// @vitest-environment node
import { expect, it } from "vitest";
import { readProgram } from "../mp-host/compile.mjs";
import { checkTemplates } from "./wxml.mjs";

/** What somebody might get wrong on the home page, and what they are told. */
const WRONG: [from: string, to: string, told: string][] = [
  ['bind:retry="reload"', 'bind:retry="relaod"', "Did you mean 'reload'?"],
  ["me.card.status", "me.card.stattus", "Did you mean 'status'?"],
  ["<code-panel", "<code-pannel", "code-pannel"],
  ["<balances items=", "<balances itemz=", "Property 'itemz' does not exist"],
];

it("misspelt fields, handlers, components and properties are found in a template", { timeout: 60_000 }, () => {
  const files = readProgram().files.map((file) =>
    file.path === "pages/home/home" ? { ...file, wxml: WRONG.reduce((text, [from, to]) => text.replace(from, to), file.wxml) } : file,
  );
  expect(checkTemplates(files)).toEqual(WRONG.map(([, , told]) => expect.stringContaining(told)));
});
