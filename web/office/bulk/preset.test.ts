import { expect, it } from "vitest";
import { presetOf } from "./preset";

it("takes over the filter of the page that asks", () => {
  expect(presetOf({ what: "members", level: "lvl_1", tag: "", store: null, source: ["a", "b"] })).toEqual({ what: "members", filter: { level: "lvl_1" } });
});

it.each([{}, { what: "passwords" }, { what: ["members"] }])("asks for nothing at %j", (query) => expect(presetOf(query)).toBeNull());
