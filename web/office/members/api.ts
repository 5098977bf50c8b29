import type { Intent } from "@shared/intent";
import type { Page } from "../api";
import { api } from "../session";

export interface Named {
  id: string;
  name: string;
}

export const COLORS = ["gray", "red", "orange", "yellow", "green", "teal", "blue", "purple"] as const;
export type Color = (typeof COLORS)[number];

export interface Tag extends Named {
  color?: Color;
}

/** A member as the list shows them. */
export interface Row {
  id: string;
  number: string;
  nickname: string;
  name_masked: string;
  phone_masked: string;
  avatar: string | null;
  level: Named | null;
  source: string;
  source_text: string;
  store: Named | null;
  tags: Tag[];
  primary_card: string | null;
  joined_text: string;
  last_bought_text: string;
  points_text: string;
  stored_value_text: string;
  card_number_text: string;
}

export interface Balance {
  asset: string;
  name: string;
  value_text: string;
  unit_text?: string;
  notes?: string[];
}

export interface Card {
  id: string;
  number_text: string;
  level: Named;
  status: "active" | "lost" | "void";
  status_text: string;
  primary: boolean;
  linked_number: string | null;
  balances: Balance[];
}

/** What somebody may write of a member. */
export interface MemberForm {
  nickname: string;
  name: string;
  birthday: string | null;
  job: string;
  fax: string;
  website: string;
  title: string;
  language: string;
  remark: string;
  store: string | null;
  tags: string[];
  /** 关联卡号 of the primary card; empty for none. */
  linked_number: string;
}

export interface MemberBody extends MemberForm {
  /** Left out to keep what there is. */
  email?: string;
  id_number?: string;
  version: number;
}

/** What nobody has written is null. */
type Known = { [Field in "name" | "job" | "fax" | "website" | "title" | "language" | "remark"]: string | null };

export interface Member extends Row, Known {
  birthday: string | null;
  /** `11月22日`; empty: never. */
  phone_proven_text: string;
  email_masked: string | null;
  id_number_masked: string | null;
  total_spent_text: string;
  followed: boolean;
  wechat: { appid: string; nickname: string | null; followed_text: string }[];
  cards: Card[];
  left: boolean;
  merged_into: string | null;
  version: number;
}

export interface Benefit {
  asset: string;
  /** What of, where there are several: the service of counts. */
  item: string | null;
  name: string;
  value_text: string;
  unit_text: string;
  notes: string[];
  card: { id: string; number_text: string; primary: boolean; status_text: string };
}

export interface Entry {
  id: string;
  at_text: string;
  title: string;
  detail_text: string;
  delta_text: string;
  after_text: string;
  /** Empty unless it was done by hand. */
  operator_name: string;
  reason: string;
}

export interface Purchase {
  id: string;
  number: string;
  at_text: string;
  store_name: string;
  summary_text: string;
  total_text: string;
  points_text: string;
  state_text: string;
}

/** A purchase whole. Amounts are in fen, quantities in 1/1000 pieces. */
export interface Sale {
  order_no: string;
  state: "settled" | "voided";
  state_text: string;
  store_name: string;
  terminal: string;
  operator_name: string;
  lines: SoldLine[];
  tenders: { kind: string; kind_text: string; amount: number; refunded: number }[];
  list_total: number;
  off_total: number;
  paid: number;
  refunded: number;
  points_spent: string;
  points_earned: string;
  growth_earned: string;
  refunds: SaleRefund[];
  settled_at: string | null;
}

export interface SoldLine {
  line: number;
  code: string;
  name: string;
  unit: string;
  quantity: number;
  price: number;
  list: number;
  paid: number;
  returned: number;
  /** From the list price to what was paid, step by step, in words. */
  steps: { rule: string; text: string }[];
}

export interface SaleRefund {
  id: string;
  refund_no: string;
  amount_text: string;
  reason: string;
  tenders: { kind_text: string; amount: number }[];
  clawed_points: string;
  note: string | null;
  state_text: string;
  created_at: string;
}

export interface HeldCoupon {
  id: string;
  title: string;
  kind_text: string;
  worth_text: string;
  terms_text: string;
  state: "usable" | "used" | "expired";
  state_text: string;
  validity_text: string;
  scope_text?: string;
  /** The number of the purchase that it was used in. */
  used_in?: string | null;
}

export interface LevelMove {
  id: string;
  card_number_text: string;
  at_text: string;
  /** Whether it lies ahead. */
  ahead: boolean;
  /** Null, if the card was made with the level. */
  from_name: string | null;
  to_name: string;
  /** The last day; empty if it lasts. */
  until_text: string;
  why: string;
}

export interface Note {
  id: string;
  at_text: string;
  operator_name: string;
  text: string;
  mine: boolean;
}

export interface Look {
  id: string;
  at_text: string;
  operator_name: string;
  reason: string;
}

export interface View {
  id: string;
  name: string;
  query: Record<string, string | number>;
  shape: Shape;
  shared: boolean;
  mine: boolean;
}

export interface Fan {
  id: string;
  nickname: string;
  avatar: string | null;
  followed_text: string;
  appid: string;
}

export interface NewMember {
  phone: string;
  name?: string;
  nickname?: string;
  level?: string;
  birthday?: string;
  store?: string;
}

export interface Asked {
  q?: string | undefined;
  level?: string | undefined;
  store?: string | undefined;
  source?: string | undefined;
  tag?: string | undefined;
  import?: string | undefined;
  birthday_month?: number | undefined;
  status?: string | undefined;
}

export type Shape = "grid" | "table";

const at = (id: string, rest = "") => `/members/${encodeURIComponent(id)}${rest}`;
const listOf = <Item>(id: string, what: string) => (cursor?: string) => api.get<Page<Item>>(at(id, `/${what}`), { query: { cursor } });

/** Asked in a body: a phone or a name is no part of an address. */
export const members = (asked: Asked, cursor?: string, limit = 50) => api.post<Page<Row>>("/members/search", { ...asked, ...(cursor ? { cursor } : {}), limit });
export const addMember = (body: NewMember, intent: Intent) => api.post<Row>("/members", body, { intent });
export const member = (id: string) => api.get<Member>(at(id));
export const saveMember = (id: string, body: MemberBody, intent: Intent) => api.put<Member>(at(id), body, { intent });
export const showPhone = (id: string, reason: string, intent: Intent) => api.post<{ phone: string }>(at(id, "/phone"), { reason }, { intent });
export const mendPhone = (id: string, body: { version: number; phone: string; reason: string }, intent: Intent) => api.post<Member>(at(id, "/new-phone"), body, { intent });
export const looks = (id: string) => listOf<Look>(id, "views");
export const benefits = async (id: string) => (await api.get<Page<Benefit>>(at(id, "/benefits"))).items;
export const entries = (id: string, { asset, card }: Benefit) => (cursor?: string) => api.get<Page<Entry>>(at(id, "/entries"), { query: { asset, card: card.id, cursor } });
export const purchases = (id: string) => listOf<Purchase>(id, "purchases");
export const sale = (id: string) => api.get<Sale>(`/sales/${encodeURIComponent(id)}`);
export const coupons = (id: string, state: HeldCoupon["state"]) => (cursor?: string) => api.get<Page<HeldCoupon>>(at(id, "/coupons"), { query: { state, cursor } });
export const levelMoves = (id: string) => listOf<LevelMove>(id, "levels");
export const notes = (id: string) => listOf<Note>(id, "notes");
export const addNote = (id: string, text: string, intent: Intent) => api.post<Note>(at(id, "/notes"), { text }, { intent });
export const dropNote = (id: string, note: string) => api.delete(at(id, `/notes/${note}`));
export const merge = (id: string, into: string, reason: string, intent: Intent) =>
  api.post<{ member: string; cards: number; coupons: number }>(at(id, "/merge"), { into, reason }, { intent });

/** Something done, or laid before somebody else because it is above the limit. */
export interface Adjusted {
  approval?: { id: string; what_text: string; expires_text: string };
}
export const adjust = (card: string, body: { asset: string; amount: string; reason: string }, intent: Intent) =>
  api.post<Adjusted>(`/cards/${card}/adjust`, body, { intent });
export type CardDeed = "lose" | "find" | "reissue" | "void";
export const cardDeed = (card: string, deed: CardDeed, intent: Intent) => api.post(`/cards/${card}/${deed}`, {}, { intent });
export const giveLevel = (card: string, level: string, reason: string, intent: Intent) =>
  api.post<{ why: string }>(`/cards/${card}/level`, { level, reason }, { intent });
export const explainLevel = (card: string, on?: string) =>
  api.get<{ level: Named | null; sentences: string[] }>(`/cards/${card}/level`, { query: { on } });

export const tags = async () => (await api.get<Page<Tag>>("/tags")).items;
export const addTag = (name: string, color: Color, intent: Intent) => api.post<Tag>("/tags", { name, color }, { intent });
export const saveTag = (id: string, name: string, color: Color) => api.put<Tag>(`/tags/${id}`, { name, color });
export const dropTag = (id: string) => api.delete(`/tags/${id}`);
export const tagMembers = (body: { members: string[]; add: string[]; remove: string[] }, intent: Intent) => api.post("/members/tag", body, { intent });

export const views = async () => (await api.get<Page<View>>("/views", { query: { of: "members" } })).items;
export const addView = (body: Omit<View, "id" | "mine">, intent: Intent) => api.post<View>("/views", { of: "members", ...body }, { intent });
export const dropView = (id: string) => api.delete(`/views/${id}`);

/** As `members`: a nickname is no part of an address. */
export const fans = (asked: { appid?: string | undefined; q?: string | undefined }, cursor?: string) => api.post<Page<Fan>>("/fans/search", { ...asked, ...(cursor ? { cursor } : {}) });
