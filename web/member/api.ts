import { createApi, type Options } from "@shared/http";
import type { Intent } from "@shared/intent";
import { Problem } from "@shared/problem";
import { appid } from "./place";
import type * as T from "./types";

/** The version of the privacy text in `pages/Privacy.vue` that a new member agrees to. */
export const CONSENT = "2026-11";

export interface Identity {
  phone: string;
  sms_code: string;
  nickname: string;
}

/** A browser holds one session for each appid: each request says whose page it is of. */
const http = createApi("/v1/member", () => (appid ? { "X-Kabao-Appid": appid } : {}));
let signedOut = () => {};

/** Called when any request after the first finds that the session has ended. */
export function onSignedOut(handler: () => void): void {
  signedOut = handler;
}

async function guarded<Answer>(request: Promise<Answer>): Promise<Answer> {
  try {
    return await request;
  } catch (thrown) {
    if (thrown instanceof Problem && thrown.unauthenticated) signedOut();
    throw thrown;
  }
}

const get = <Answer>(path: string, query: Options["query"] = {}) => guarded(http.get<Answer>(path, { query }));

/** Unlike the others, a 401 here is an answer: nobody has signed in yet. */
export const session = () => http.get<T.Session>("/session", { query: { appid } });
export const me = () => get<T.Me>("/me");
export const code = () => get<T.MemberCode>("/code");
export const cards = () => get<T.Page<T.WalletCard>>("/cards");
export const stores = () => get<T.Page<T.Store>>("/stores");
export const offers = (store?: string, cursor?: string) => get<T.Page<T.Offer>>("/offers", { store, cursor });
export const coupons = (state: T.CouponState, cursor?: string) => get<T.Page<T.Coupon>>("/coupons", { state, cursor });

export const sendSms = (phone: string, purpose: T.SmsPurpose) =>
  guarded(http.post<T.SmsSent>("/sms", { phone, purpose }));
export const register = (who: Identity, intent: Intent) =>
  guarded(http.post<T.Me>("/register", { ...who, consent: CONSENT }, { intent }));
export const bind = (who: Identity, intent: Intent) => guarded(http.post<T.Me>("/bind", who, { intent }));
export const claim = (offer: string, intent: Intent) =>
  guarded(http.post<T.Coupon>(`/offers/${offer}/claim`, undefined, { intent }));
