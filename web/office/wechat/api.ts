import type { Intent } from "@shared/intent";
import type { Account, Page } from "../api";
import { api } from "../session";

export type Kind = Account["kind"];
export type Mode = Account["mode"];

export interface Connection extends Account {
  /** A host, for 网页授权域名. */
  domain: string;
  /** `MP_verify_….txt`, once it was uploaded. */
  domain_file: string | null;
  /** What the last check found; null before the first. */
  green: boolean | null;
  /** Whether WeChat has shown that it knows today's Token. */
  reached: boolean;
}

/** What may be changed. A secret that is blank stays as it is. */
export interface Editable {
  name: string;
  original_id: string;
  mode: Mode;
  secret: string;
  token: string;
  aes_key: string;
}

export interface NewAccount extends Editable {
  appid: string;
  kind: Kind;
}

/** What WeChat's console is told. Token and key are there in the answer to whoever had them made. */
export interface Connected {
  account: Connection;
  token: string | null;
  aes_key: string | null;
}

/** What is pasted into WeChat's console; empty where it stays as it was. */
export interface Pair {
  token: string;
  aes_key: string;
}

/** What is to be pasted of an account that was changed. */
export const pasted = (before: Connected, account: Connection, typed?: Pair): Connected => ({
  ...before,
  account,
  token: typed?.token || before.token,
  aes_key: typed?.aes_key || before.aes_key,
});

export interface CheckItem {
  key: "token" | "ips" | "callback" | "domains" | "menu";
  name: string;
  state: "ok" | "wrong" | "waiting";
  why: string;
  hint: string | null;
}

export interface Check {
  items: CheckItem[];
  green: boolean;
}

/** WeChat is asked four times, and may take five seconds for each of two rounds. */
const CHECK_PATIENCE_MS = 20_000;

const path = (appid: string) => `/wechat/accounts/${encodeURIComponent(appid)}`;

export const accounts = async () => (await api.get<Page<Connection>>("/wechat/accounts")).items;
export const connect = (account: NewAccount, intent: Intent) => api.post<Connected>("/wechat/accounts", account, { intent });
export const change = (appid: string, what: Editable & { renew?: boolean }, intent: Intent) => api.put<Connected>(path(appid), what, { intent });
export const disconnect = (appid: string) => api.delete(path(appid));
export const check = (appid: string) => api.post<Check>(`${path(appid)}/check`, {}, { patience: CHECK_PATIENCE_MS });
export const keepDomainFile = (appid: string, name: string, content: string) => api.post<Connection>(`${path(appid)}/domain-file`, { name, content });

export const KINDS: Record<Kind, string> = { service: "服务号", mini: "小程序" };
export const MODES: Record<Mode, string> = { safe: "安全模式", compatible: "兼容模式", plain: "明文模式" };

/** An account as it stands, to be changed. */
export const editable = ({ name, original_id, mode }: Account): Editable => ({ name, original_id, mode, secret: "", token: "", aes_key: "" });
