/** The shapes of `/v1/member`. Times are RFC 3339 UTC; `…_text` is ready to show. */

export interface Theme {
  primary: string;
  on_primary: string;
  card_from: string;
  card_to: string;
}

export interface Merchant {
  id: string;
  name: string;
  theme: Theme;
}

export interface Session {
  state: "visitor" | "member";
  appid: string;
  nickname: string | null;
  avatar: string | null;
  merchant: Merchant;
}

export interface Card {
  id: string;
  number_text: string;
  name: string;
  level: { id: string; name: string; benefits: string };
  status: "active" | "lost" | "void";
  status_text: string;
  primary: boolean;
}

export interface WalletCard extends Card {
  merchant_name: string;
  theme: Theme;
}

export interface Me {
  id: string;
  number: string;
  nickname: string;
  phone_masked: string;
  source_text: string;
  joined_at: string;
  card: Card;
  coupons_usable: number;
  merchant: Merchant;
}

export interface MemberCode {
  code: string;
  grouped: string;
  words: string;
  qr: string;
  barcode: string;
  made_at: string;
  /** 0..=30000. */
  refresh_in_ms: number;
  valid_until: string;
}

export type CouponKind = "discount" | "cash" | "goods";

/** What an offer and a coupon have in common: enough to draw a ticket. */
export interface TicketFace {
  kind: CouponKind;
  kind_text: string;
  title: string;
  worth_text: string;
  terms_text: string;
  store_name: string | null;
  validity_text: string;
}

export type OfferState = "available" | "claimed" | "sold_out" | "not_started" | "ended";

export interface Offer extends TicketFace {
  id: string;
  remaining: number;
  per_member: number;
  mine: number;
  state: OfferState;
}

export type CouponState = "usable" | "used" | "expired";

export interface Coupon extends TicketFace {
  id: string;
  template: string;
  state: CouponState;
  state_text: string;
  claimed_at: string;
  valid_until: string;
  /** `全场通用` */
  scope_text?: string;
  used_at?: string | null;
  used_in?: string | null;
}

export interface Store {
  id: string;
  name: string;
  address: string;
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

export type SmsPurpose = "register" | "bind";

export interface SmsSent {
  phone_masked: string;
  retry_after_s: number;
  expires_in_s: number;
}
