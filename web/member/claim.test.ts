import { Problem } from "@shared/problem";
import { expect, test } from "vitest";
import { afterClaim, afterRefusal } from "./claim";
import type { Offer } from "./types";

const offer: Offer = {
  id: "tpl_1",
  kind: "cash",
  kind_text: "现金券",
  title: "新客立减20元",
  worth_text: "¥20",
  terms_text: "满100元可用",
  store_name: null,
  validity_text: "",
  remaining: 12,
  per_member: 2,
  mine: 0,
  state: "available",
};

test("an offer stays open until the member's share is claimed", () => {
  const once = afterClaim(offer);
  expect(once).toMatchObject({ mine: 1, remaining: 11, state: "available" });
  expect(afterClaim(once)).toMatchObject({ mine: 2, remaining: 10, state: "claimed" });
});

test("a refusal corrects what the page believed", () => {
  expect(afterRefusal(offer, new Problem("coupon_sold_out", "", 409)).state).toBe("sold_out");
  expect(afterRefusal(offer, new Problem("coupon_limit_reached", "", 409)).state).toBe("claimed");
  expect(afterRefusal(offer, Problem.offline())).toEqual(offer);
});
