import { expect, it } from "vitest";
import { Problem } from "@shared/problem";
import { panelFor } from "./refusals";

it("sends a payment code to the payment box (D6)", () => {
  const panel = panelFor(new Problem("payment_code", "", 422));
  expect(panel.title).toBe("这是付款码，请在收款框里收款");
});

it("says what to do next for every refusal of identify", () => {
  const codes = [
    "payment_code", "code_expired", "code_unknown", "code_malformed", "no_such_member",
    "card_not_active", "terminal_locked", "offline", "timeout",
  ];
  const titles = codes.map((code) => panelFor(new Problem(code, "?", 422)).title);
  expect(new Set(titles).size).toBe(codes.length);
  expect(titles).not.toContain("?");
});

it("shows the gateway's words for a refusal it does not know", () => {
  expect(panelFor(new Problem("brand_new", "门店已停业", 409)).title).toBe("门店已停业");
});
