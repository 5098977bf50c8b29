import { createApi } from "@shared/http";
import type { Intent } from "@shared/intent";

/** Who stands at which till. */
export interface TillSession {
  clerk: { name: string };
  terminal: { id: string; code: string; name: string };
  store: { id: string; name: string };
  merchant: { id: string; name: string };
  /** What needs nobody else's word. */
  may: { approve: boolean; gift: boolean; refund: boolean };
  /** Of 储值设置: whether anything but a rule can be paid in, and what of a yuan points are, if they are anything. */
  stored_value: { only_rules: boolean; points_per_yuan: string | null };
}

/** What can be spent now: money in fen, points as texts. */
export interface Purse {
  stored_value: number;
  principal: number;
  gift: number;
  points: string;
  growth: string;
}

/** What to say to a member, such as `今天是会员生日` (POS-06). */
export interface Reminder {
  kind: "birthday" | "level_ends" | "points_lapse" | "coupon_ends";
  text: string;
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
export interface Identified extends Purse {
  via: "code" | "card" | "phone" | "member_number";
  member: Member;
  card: Card;
  coupons: Coupon[];
  reminders: Reminder[];
  /** Why none of the stored value can be spent for now; else empty. */
  value_held_text: string;
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
/** Of today, and of nobody in particular. */
export const reminders = () => api.get<{ items: Reminder[] }>("/reminders");
export const levels = () => api.get<{ items: Level[] }>("/levels");
export const sendSms = (phone: string) => api.post<SmsSent>("/sms", { phone });
export const enrol = (member: NewMember, intent: Intent) => api.post<Enrolled>("/members", member, { intent });
