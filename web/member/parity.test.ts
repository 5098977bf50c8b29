import { expect, test } from "vitest";
import functions from "../fixtures/functions.json";
import { routes } from "./router";

test.each(functions)("a member finds $name ($id) at $h5", ({ h5 }) => {
  expect(routes.map(({ path }) => path)).toContain(h5);
});

test("no function is listed twice", () => {
  expect(new Set(functions.map(({ id }) => id)).size).toBe(functions.length);
});
