import type { Problem } from "@shared/problem";
import type { Offer, OfferState } from "./types";

/** The offer after one more was claimed. */
export function afterClaim(offer: Offer): Offer {
  const mine = offer.mine + 1;
  return {
    ...offer,
    mine,
    remaining: Math.max(0, offer.remaining - 1),
    state: mine >= offer.per_member ? "claimed" : offer.state,
  };
}

const STATE_SAID_BY = new Map<string, OfferState>([
  ["coupon_sold_out", "sold_out"],
  ["coupon_limit_reached", "claimed"],
]);

/** The offer as a refusal shows it to be; unchanged if the refusal says nothing of its state. */
export function afterRefusal(offer: Offer, problem: Problem): Offer {
  const state = STATE_SAID_BY.get(problem.code);
  return state ? { ...offer, state } : offer;
}
