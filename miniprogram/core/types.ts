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

export interface Balance {
  asset: string;
  name: string;
  value_text: string;
  unit_text: string;
  notes: string[];
  /** A goods id where one asset is counted by goods. */
  item: string | null;
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
  balances: Balance[];
  can_be_primary: boolean;
}

export interface Me {
  id: string;
  number: string;
  nickname: string;
  avatar: string | null;
  phone_masked: string;
  source_text: string;
  joined_at: string;
  card: Card;
  coupons_usable: number;
  balances: Balance[];
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

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Entry {
  id: string;
  at: string;
  at_text: string;
  title: string;
  detail_text: string;
  delta_text: string;
  gain: boolean;
  after_text: string;
  purchase: string | null;
}

export interface Line {
  name: string;
  quantity_text: string;
  list_text: string;
  paid_text: string;
  why: string[];
  refunded_text: string;
}

export interface Amount {
  name: string;
  value_text: string;
}

export interface Purchase {
  id: string;
  number: string;
  at_text: string;
  store_name: string;
  summary_text: string;
  total_text: string;
  points_text: string;
  state: "settled" | "part_refunded" | "refunded" | "voided";
  state_text: string;
}

export interface PurchaseDetail extends Purchase {
  lines: Line[];
  totals: Amount[];
  tenders: Amount[];
  points: Amount[];
  refunds: { at_text: string; amount_text: string; how_text: string }[];
}

export interface Level {
  id: string;
  name: string;
  benefits: string;
  gives: string[];
  threshold_text: string;
  current: boolean;
  reached: boolean;
}

export interface Benefits {
  current: {
    level: { id: string; name: string; benefits: string };
    since_text: string;
    until_text: string | null;
    after_text: string | null;
    why: string;
    pending_text: string | null;
  };
  next: { level: { id: string; name: string }; needs_text: string; permille: number } | null;
  levels: Level[];
  rule_text: string;
}

/** What an offer and a coupon have in common: enough to draw a ticket. */
export interface TicketFace {
  kind: "discount" | "cash" | "goods";
  kind_text: string;
  title: string;
  worth_text: string;
  terms_text: string;
  store_name: string | null;
  validity_text: string;
}

export interface Offer extends TicketFace {
  id: string;
  remaining: number;
  per_member: number;
  mine: number;
  state: "available" | "claimed" | "sold_out" | "not_started" | "ended";
}

export interface Used {
  at_text: string;
  store_name: string;
  sale: string;
  saved_text: string;
}

export interface Coupon extends TicketFace {
  id: string;
  template: string;
  state: "usable" | "used" | "expired";
  state_text: string;
  claimed_at: string;
  valid_until: string;
  used?: Used | null;
}

export interface CouponDetail extends Coupon {
  how_text: string;
  terms: string[];
  returns_text: string;
}

export interface Store {
  id: string;
  name: string;
  address: string;
  phone: string | null;
  distance_text?: string | null;
}

export interface TopUpOffer {
  id: string;
  name: string;
  pay_text: string;
  gives: string[];
  period_text: string;
  limit_text: string;
  usable: boolean;
  unusable_text: string;
}

export interface Profile {
  nickname: string;
  avatar: string | null;
  card_name: string;
  email: string | null;
  birthday: string | null;
  birthday_editable: boolean;
  phone_masked: string;
  number: string;
  level_name: string;
  joined_text: string;
  balances: Balance[];
}

export interface Address {
  id: string;
  name: string;
  phone: string;
  region: string[];
  detail: string;
  postal_code: string | null;
  is_default: boolean;
  text: string;
}

export interface PhoneState {
  phone_masked: string;
  pending: { phone_masked: string; effective_text: string } | null;
  money_held_text: string;
}

export interface Sent {
  phone_masked: string;
  retry_after_s: number;
  expires_in_s: number;
}

export interface Privacy {
  version: string;
  updated_text: string;
  sections: { title: string; body: string }[];
  kept: { what: string; why: string; how_long: string }[];
  agreed: { version: string; at_text: string } | null;
  needs_consent: boolean;
}

export interface Leaving {
  may: boolean;
  why_not: string[];
  lost: string[];
  words: string;
}
