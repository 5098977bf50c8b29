import type { Intent } from "@shared/intent";
import { api } from "./session";

export interface Page<Item> {
  items: Item[];
  next: string | null;
}

export interface Level {
  id: string;
  code: string;
  name: string;
  system: boolean;
  description: string;
}

/** What an operator may change. */
export interface Choices {
  default_level_wechat: string;
  default_level_till: string;
  phone_unique: boolean;
}

export interface Settings extends Choices {
  levels: Level[];
  /** From 16 to 31 December, if points end with the year. */
  clear_warning?: string;
}

export interface Account {
  appid: string;
  kind: "service" | "mini";
  name: string;
  original_id: string;
  mode: "plain" | "compatible" | "safe";
  mode_text: string;
  callback_url: string;
}

export type RuleKind = "exact" | "prefix" | "contains" | "regex" | "followed" | "otherwise";

export interface TextReply {
  type: "text";
  content: string;
}

export interface CoverReply {
  type: "cover";
  title: string;
  description: string;
  picture: string;
  link: string;
}

export type Reply = TextReply | CoverReply;

/** A keyword rule as it is written. */
export interface RuleBody {
  kind: RuleKind;
  pattern: string;
  priority: number;
  enabled: boolean;
  reply: Reply;
}

export interface Rule extends RuleBody {
  id: string;
  appid: string;
  kind_text: string;
  updated_at: string;
}

export interface Considered {
  id: string;
  pattern: string;
  kind_text: string;
  priority: number;
  outcome: "matched" | "also_matches" | "no_match" | "disabled";
  why: string;
}

export interface Trial {
  matched: string | null;
  why: string;
  reply: Reply | null;
  considered: Considered[];
}

export interface MenuButton {
  name: string;
  type: "click" | "view" | "miniprogram" | "group";
  key?: string;
  url?: string;
  appid?: string;
  pagepath?: string;
  children?: MenuButton[];
}

export interface Menu {
  buttons: MenuButton[];
  published_at: string | null;
}

/** A number with its name, both as people write them. */
export interface Figure {
  label: string;
  text: string;
}

/** A row of the books that should be otherwise. */
export interface Bad {
  thing: string;
  name: string;
  text: string;
  wrong: string;
  found: string | null;
  wanted: string | null;
}

/** Something that must hold of the books, and whether it does. */
export interface Finding {
  id: string;
  title: string;
  title_en: string;
  state: "green" | "red" | "unchecked";
  figures: Figure[];
  first_bad: Bad | null;
  why: string | null;
}

export interface Report {
  green: boolean;
  findings: Finding[];
  outstanding: Figure[];
  took_ms: number;
}

export interface Proof {
  id: string;
  at: string;
  report: Report;
}

export interface PastProof {
  id: string;
  at: string;
  green: boolean;
  took_ms: number;
}

export interface Books {
  latest: Proof | null;
  history: PastProof[];
}

export const settings = () => api.get<Settings>("/settings");
export const saveSettings = (choices: Choices) => api.put<Settings>("/settings", choices);

export const keywords = (appid: string, cursor?: string) => api.get<Page<Rule>>("/keywords", { query: { appid, cursor, limit: 100 } });
export const addKeyword = (appid: string, rule: RuleBody, intent: Intent) => api.post<Rule>("/keywords", { appid, ...rule }, { intent });
export const saveKeyword = (id: string, rule: RuleBody) => api.put<Rule>(`/keywords/${id}`, rule);
export const deleteKeyword = (id: string) => api.delete(`/keywords/${id}`);
/** `replaces` is the id of the saved rule that the draft will take the place of. */
export const tryKeyword = (appid: string, text: string, draft?: RuleBody, replaces?: string) =>
  api.post<Trial>("/keywords/try", { appid, text, ...(draft ? { draft, replaces } : {}) });

const menuPath = (appid: string) => `/wechat/accounts/${encodeURIComponent(appid)}/menu`;
export const menu = (appid: string) => api.get<Menu>(menuPath(appid));
export const saveMenu = (appid: string, buttons: MenuButton[]) => api.put<Menu>(menuPath(appid), { buttons });
export const publishMenu = (appid: string) => api.post<{ published_at: string }>(`${menuPath(appid)}/publish`);

export const books = () => api.get<Books>("/proof");
export const prove = (intent: Intent) => api.post<Proof>("/proof/run", {}, { intent });
