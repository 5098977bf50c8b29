import { expect, it } from "vitest";
import { bodyOf, nameFor } from "./recharge";

it.each<[number, number, string]>([
  [10_000, 1_000, "充100送10"],
  [9_990, 0, "充99.90"],
  [20_000, 2_050, "充200送20.50"],
])("%i fen with %i on top is called %s", (principal, balance, name) => {
  const body = bodyOf(null);
  expect(nameFor({ ...body, principal, terms: { ...body.terms, gifts: { ...body.terms.gifts, balance } } })).toBe(name);
});

it("begins at once and never ends, for everybody (RCH-03)", () => {
  expect(bodyOf(null)).toMatchObject({ starts_at: null, ends_at: null, once_per_member: false, terms: { stores: [], levels: [], channels: [], days: [] } });
});
