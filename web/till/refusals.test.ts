import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Problem } from "@shared/problem";
import { panelFor } from "./refusals";

it("sends a payment code to the payment box (D6)", () => {
  const panel = panelFor(new Problem("payment_code", "", 422));
  expect(panel.title).toBe("这是付款码，请在收款框里收款");
});

/** The codes that the API's description declares for a scan, as in `card_not_active, several_members`. */
function declared(): string[] {
  const openapi = JSON.parse(readFileSync(join(import.meta.dirname, "../../openapi/openapi.json"), "utf8"));
  const responses: Record<string, { description?: string }> = openapi.paths["/v1/till/identify"].post.responses;
  return Object.values(responses).flatMap(({ description = "" }) => description.match(/[a-z]+(_[a-z]+)+/g) ?? []);
}

it("says what to do next for every refusal of a scan that the API declares, and for a lost network", () => {
  const codes = [...declared(), "offline", "timeout"];
  expect(codes).toContain("several_members");
  const titles = codes.map((code) => panelFor(new Problem(code, "?", 422)).title);
  expect(codes.filter((_code, at) => titles[at] === "?")).toEqual([]);
  expect(new Set(titles).size).toBe(codes.length);
});

it("shows the gateway's words for a refusal it does not know", () => {
  expect(panelFor(new Problem("brand_new", "门店已停业", 409)).title).toBe("门店已停业");
});
