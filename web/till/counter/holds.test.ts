import { beforeEach, expect, it } from "vitest";
import { dropHold, keepHold, keptHolds } from "./holds";

const hold = (id: string, expires_at: string) => ({ id, order_no: `T01-H-${id}`, amount: 20_000, expires_at });
const NOON = Date.parse("2026-11-22T12:00:00Z");

beforeEach(() => localStorage.clear());

it("a machine keeps its holds until they are over, the newest first", () => {
  keepHold(hold("a", "2126-11-22T13:00:00Z"));
  keepHold(hold("b", "2126-11-22T14:00:00Z"));
  expect(keptHolds(NOON).map(({ id }) => id)).toEqual(["b", "a"]);
  expect(keptHolds(Date.parse("2126-11-22T13:00:00Z")).map(({ id }) => id)).toEqual(["b"]);
  dropHold("b");
  expect(keptHolds(NOON).map(({ id }) => id)).toEqual(["a"]);
});

it("of whom a hold is, is kept nowhere", () => {
  keepHold({ ...hold("a", "2126-11-22T13:00:00Z"), whose: "王小满" } as ReturnType<typeof hold>);
  expect(JSON.stringify({ ...localStorage })).not.toContain("王小满");
});

it("what somebody else put there is no hold", () => {
  localStorage.setItem("kabao.till.holds", "{}");
  expect(keptHolds(NOON)).toEqual([]);
});
