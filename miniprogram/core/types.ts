/** The shapes of `/v1/member`, for both faces. Times are RFC 3339 UTC; `…_text` is ready to show. */

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
  balances: Balance[];
  can_be_primary: boolean;
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
  /** 积分, 通票, 储值卡, 积点. */
  balances: Balance[];
  avatar: string | null;
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

/** The code of now, and those of the half-minutes that follow, each to be shown from its `made_at` on. */
export interface MemberCodes extends MemberCode {
  ahead?: MemberCode[];
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
  used?: CouponUse | null;
}

export interface Store {
  id: string;
  name: string;
  address: string;
  phone?: string | null;
  /** `1.2 公里`, when the asker said where they are. */
  distance_text?: string | null;
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

export type Asset = "points" | "stored_value" | "stamps" | "tickets" | "growth" | "counts";

export interface Balance {
  asset: Asset;
  name: string;
  /** `¥120.00`, or a number that `unit_text` follows. */
  value_text: string;
  unit_text: string;
  notes: string[];
  item: string | null;
}

/** One line of an asset's history. */
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

export interface Amount {
  name: string;
  value_text: string;
}

export interface PurchaseLine {
  name: string;
  quantity_text: string;
  list_text: string;
  paid_text: string;
  why: string[];
  refunded_text: string;
}

export interface PurchaseDetail extends Purchase {
  lines: PurchaseLine[];
  totals: Amount[];
  tenders: Amount[];
  points: Amount[];
  refunds: { at_text: string; amount_text: string; how_text: string }[];
}

export interface LevelStep {
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
  /** `permille`: how far, 0..=1000. */
  next: { level: { id: string; name: string }; needs_text: string; permille: number } | null;
  levels: LevelStep[];
  rule_text: string;
}

export interface CouponUse {
  at_text: string;
  store_name: string;
  sale: string;
  saved_text: string;
}

export interface CouponDetail extends Coupon {
  how_text: string;
  terms: string[];
  returns_text: string;
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

export interface TopUpOffers {
  items: TopUpOffer[];
  how_text: string;
}

export interface Profile {
  nickname: string;
  avatar: string | null;
  card_name: string;
  email: string | null;
  /** `1990-02-28` */
  birthday: string | null;
  birthday_editable: boolean;
  phone_masked: string;
  number: string;
  level_name: string;
  joined_text: string;
  balances: Balance[];
}

export type ProfileEdit = Pick<Profile, "nickname" | "card_name" | "email" | "birthday">;

export interface AddressEdit {
  name: string;
  phone: string;
  /** Province, city, district. */
  region: string[];
  detail: string;
  postal_code: string | null;
  is_default: boolean;
}

export interface Address extends AddressEdit {
  id: string;
  /** All of it on one line. */
  text: string;
}

export interface PhoneState {
  phone_masked: string;
  pending: { phone_masked: string; effective_text: string } | null;
  money_held_text: string;
}

export interface PhoneEdit {
  phone: string;
  sms_code: string;
  old_sms_code?: string;
}

export interface Agreed {
  version: string;
  at_text: string;
}

export interface PrivacyText {
  version: string;
  updated_text: string;
  sections: { title: string; body: string }[];
  kept: { what: string; why: string; how_long: string }[];
  agreed: Agreed | null;
  needs_consent: boolean;
}

export interface Leaving {
  may: boolean;
  why_not: string[];
  lost: string[];
  words: string;
}

/** What `wx.config` takes besides the list of functions. */
export interface JsSdk {
  app_id: string;
  timestamp: number;
  nonce_str: string;
  signature: string;
}
