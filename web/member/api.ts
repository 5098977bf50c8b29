import { createApi, type Options } from "@shared/http";
import { WINDOWS } from "../../miniprogram/core/windows";
import type { Intent } from "@shared/intent";
import { Problem } from "@shared/problem";
import { tag } from "./i18n";
import { appid } from "./place";
import type * as T from "./types";

/** The version of the privacy text that whoever joins or binds agrees to. */
export const CONSENT = "2026-11";

export interface Identity {
  phone: string;
  sms_code: string;
  nickname: string;
}

/** A browser holds one session for each appid: each request says whose page it is of. */
const http = createApi("/v1/member", () => ({ "Accept-Language": tag(), ...(appid && { "X-Kabao-Appid": appid }) }));
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
const post = <Answer>(path: string, body?: unknown, intent?: Intent) =>
  guarded(http.post<Answer>(path, body, intent && { intent }));
const put = <Answer>(path: string, body: unknown, intent?: Intent) =>
  guarded(http.put<Answer>(path, body, intent && { intent }));
const remove = (path: string) => guarded(http.delete(path));

/** Unlike the others, a 401 here is an answer: nobody has signed in yet. */
export const session = () => http.get<T.Session>("/session", { query: { appid } });
export const me = () => get<T.Me>("/me");
export const codes = () => get<T.MemberCodes>("/code", { windows: String(WINDOWS) });
export const jssdk = (url: string) => get<T.JsSdk>("/jssdk", { url });

export const sendSms = (phone: string, purpose: T.SmsPurpose) => post<T.SmsSent>("/sms", { phone, purpose });
export const register = (who: Identity, intent: Intent) => post<T.Me>("/register", { ...who, consent: CONSENT }, intent);
export const bind = (who: Identity, intent: Intent) => post<T.Me>("/bind", { ...who, consent: CONSENT }, intent);

export const balances = () => get<{ items: T.Balance[] }>("/balances");
export const entries = (asset: T.Asset, cursor?: string) => get<T.Page<T.Entry>>(`/balances/${asset}/entries`, { cursor });
export const topUpOffers = () => get<T.TopUpOffers>("/top-up-offers");
export const purchases = (cursor?: string) => get<T.Page<T.Purchase>>("/purchases", { cursor });
export const purchase = (id: string) => get<T.PurchaseDetail>(`/purchases/${id}`);
export const benefits = () => get<T.Benefits>("/benefits");

export const stores = () => get<T.Page<T.Store>>("/stores");
/** Nearest first. Where somebody is stays out of every address. */
export const storesNear = (latitude: number, longitude: number) =>
  post<{ items: T.Store[] }>("/stores/nearby", { latitude, longitude });
export const offers = (store?: string, cursor?: string) => get<T.Page<T.Offer>>("/offers", { store, cursor });
export const claim = (offer: string, intent: Intent) => post<T.Coupon>(`/offers/${offer}/claim`, undefined, intent);
export const activate = (number: string, intent: Intent) => post<T.Coupon>("/coupons/activate", { number }, intent);
export const coupons = (state: T.CouponState, cursor?: string) => get<T.Page<T.Coupon>>("/coupons", { state, cursor });
export const coupon = (id: string) => get<T.CouponDetail>(`/coupons/${id}`);

export const profile = () => get<T.Profile>("/profile");
export const saveProfile = (edit: T.ProfileEdit, intent: Intent) => put<T.Profile>("/profile", edit, intent);
/** `image`: a data URI of at most 32 KiB. */
export const saveAvatar = (image: string) => put<{ avatar: string }>("/avatar", { image });
export const removeAvatar = () => remove("/avatar");

export const addresses = () => get<{ items: T.Address[] }>("/addresses");
export const addAddress = (edit: T.AddressEdit, intent: Intent) => post<T.Address>("/addresses", edit, intent);
export const saveAddress = (id: string, edit: T.AddressEdit, intent: Intent) => put<T.Address>(`/addresses/${id}`, edit, intent);
export const removeAddress = (id: string) => remove(`/addresses/${id}`);
export const makeDefaultAddress = (id: string, intent: Intent) => post<T.Address>(`/addresses/${id}/default`, undefined, intent);

export const phone = () => get<T.PhoneState>("/phone");
export const sendSmsToNew = (to: string) => post<T.SmsSent>("/phone/sms", { which: "new", phone: to });
export const sendSmsToOld = () => post<T.SmsSent>("/phone/sms", { which: "old" });
export const changePhone = (edit: T.PhoneEdit, intent: Intent) => post<T.PhoneState>("/phone", edit, intent);
export const keepPhone = () => remove("/phone/pending");

export const cards = () => get<T.Page<T.WalletCard>>("/cards");
export const sendSmsToHolder = (number: string) => post<T.SmsSent>("/cards/sms", { number });
export const addCard = (number: string, smsCode: string, intent: Intent) =>
  post<T.WalletCard>("/cards", { number, sms_code: smsCode }, intent);
export const makePrimary = (id: string, intent: Intent) => post<T.WalletCard>(`/cards/${id}/primary`, undefined, intent);
export const renameCard = (id: string, name: string) => put<T.WalletCard>(`/cards/${id}`, { name });

export const privacy = () => get<T.PrivacyText>("/privacy");
export const consent = (version: string, intent: Intent) => post<{ agreed: T.Agreed }>("/privacy/consent", { version }, intent);
export const exportMine = () => get<unknown>("/export");
export const leaving = () => get<T.Leaving>("/leave");
export const sendSmsToLeave = () => post<T.SmsSent>("/leave/sms");
export const leave = (smsCode: string, intent: Intent) => post<void>("/leave", { sms_code: smsCode }, intent);
