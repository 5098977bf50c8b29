import { expect, it } from "vitest";
import { asked, filterOf, filterOfView, same } from "./filter";

it("reads an address and asks the gateway for it (PRF-03)", () => {
  const filter = filterOf({ level: "lvl_1", birthday_month: "11", tag: "", q: "13800000001", odd: "1", store: ["a", "b"] });
  expect(filter).toEqual({ level: "lvl_1", birthday_month: "11" });
  expect(asked(filter, " 0001 ")).toEqual({ level: "lvl_1", birthday_month: 11, q: "0001" });
  expect(asked(filter, " ")).toEqual({ level: "lvl_1", birthday_month: 11 });
});

it("knows a saved view by its filter", () => {
  expect(same(filterOfView({ birthday_month: 11 }), { birthday_month: "11" })).toBe(true);
  expect(same({ level: "a" }, { level: "a", tag: "b" })).toBe(false);
});
