import { createApi } from "@shared/http";
import type { Intent } from "@shared/intent";

/** Who stands at which till. */
export interface TillSession {
  clerk: { name: string };
  terminal: { id: string; code: string; name: string };
  store: { id: string; name: string };
  merchant: { id: string; name: string };
}

export interface Member {
  id: string;
  number: string;
  name_masked: string;
  nickname: string;
  phone_masked: string;
}

export interface Card {
  id: string;
  number_text: string;
  level: { id: string; name: string };
  status: "active" | "lost" | "void";
  status_text: string;
}

export interface Coupon {
  id: string;
  kind: "discount" | "cash" | "goods";
  kind_text: string;
  title: string;
  worth_text: string;
  terms_text: string;
  store_name: string | null;
  validity_text: string;
}

/** The member whom a scan named. */
export interface Identified {
  via: "code" | "card" | "phone" | "member_number";
  member: Member;
  card: Card;
  coupons: Coupon[];
}

/** A level that a till may give. */
export interface Level {
  id: string;
  code: string;
  name: string;
  default: boolean;
}

export interface SmsSent {
  phone_masked: string;
  retry_after_s: number;
  expires_in_s: number;
}

export interface NewMember {
  phone: string;
  sms_code: string;
  level?: string;
  nickname?: string;
  id_number?: string;
}

export interface Enrolled {
  member: Member;
  card: Card;
  success_text: string;
}

const api = createApi("/v1/till");

export const whoIsHere = () => api.get<TillSession>("/session");
export const signIn = (login: string, password: string, terminal: string) =>
  api.post<TillSession>("/sign-in", { login, password, terminal });
export const signOut = () => api.post<void>("/sign-out");
export const identify = (scan: string) => api.post<Identified>("/identify", { scan });
export const levels = () => api.get<{ items: Level[] }>("/levels");
export const sendSms = (phone: string) => api.post<SmsSent>("/sms", { phone });
export const enrol = (member: NewMember, intent: Intent) => api.post<Enrolled>("/members", member, { intent });
