import type { Intent } from "@shared/intent";
import type { Page } from "../api";
import { api } from "../session";

export interface Till {
  id: string;
  /** What is typed to sign in. */
  code: string;
  name: string;
  closed: boolean;
}

export interface Store {
  id: string;
  name: string;
  address: string;
  phone: string | null;
  /** In degrees, GCJ-02; both or neither. */
  latitude: number | null;
  longitude: number | null;
  closed: boolean;
  terminals: Till[];
}

export type StoreBody = Pick<Store, "name" | "address" | "phone" | "latitude" | "longitude">;

export const SCOPES = {
  identify: "识别会员",
  register: "登记新会员",
  sale: "收银",
  refund: "退货与退款",
  top_up: "储值",
  hold: "预授权",
  convert: "积分转储值",
  coupon: "激活券",
  level: "付费升级",
} as const;

export type Scope = keyof typeof SCOPES;

export interface KeyBody {
  /** A till's code, and the login of whom the key acts as. */
  terminal: string;
  operator: string;
  scopes: Scope[];
  /** Anywhere, if empty. */
  addresses: string[];
  /** In fen: what one request, and what one day may move. */
  cap: number;
  daily_cap: number;
}

export interface Key {
  id: string;
  terminal_code: string;
  operator_name: string;
  scopes: Scope[];
  addresses: string[];
  cap: number;
  daily_cap: number;
  created_at: string;
  revoked_at: string | null;
}

/** A key, and the only sight of its secret. */
export interface NewKey {
  key: Key;
  secret: string;
}

const id = encodeURIComponent;

export const places = async () => (await api.get<Page<Store>>("/places")).items;
export const addStore = (store: StoreBody, intent: Intent) => api.post<Store>("/stores", store, { intent });
export const saveStore = (one: string, store: StoreBody) => api.put<void>(`/stores/${id(one)}`, store);
export const closeStore = (one: string) => api.post<void>(`/stores/${id(one)}/close`);
export const addTill = (store: string, till: { code: string; name: string }, intent: Intent) => api.post<Till>(`/stores/${id(store)}/terminals`, till, { intent });
export const renameTill = (one: string, name: string) => api.put<void>(`/terminals/${id(one)}`, { name });
export const closeTill = (one: string) => api.post<void>(`/terminals/${id(one)}/close`);

export const keys = (cursor?: string) => api.get<Page<Key>>("/till-keys", { query: { cursor } });
/** No answer of this is kept: one that was lost is made again. */
export const makeKey = (key: KeyBody) => api.post<NewKey>("/till-keys", key);
export const revokeKey = (one: string) => api.delete(`/till-keys/${id(one)}`);
