/** The sandbox's own paths. Whatever goes wrong is a `Refused` with words that can be shown. */

/** How long the sandbox may hold a request that waits for news. */
const HELD_MS = 25_000;

export interface Account {
  appid: string;
  kind: "service" | "mini";
  name: string;
  original_id: string;
  callback: string;
}

export interface Person {
  id: string;
  nickname: string;
  avatar: string;
  phone: string;
  snapshot: boolean;
  following: string[];
}

export interface World {
  accounts: Account[];
  people: Person[];
  /** Another one after every start of the sandbox. */
  run: string;
  /** Whose phone this browser is. */
  person: string | null;
}

export interface Article {
  title: string;
  description: string;
  picture: string;
  url: string;
}

export interface Line {
  seq: number;
  from: "person" | "account";
  type: "text" | "news" | "notice";
  content?: string;
  articles?: Article[];
  at: string;
}

export interface MenuButton {
  name: string;
  type?: string;
  key?: string;
  url?: string;
  sub_button?: MenuButton[];
}

export interface Chat {
  messages: Line[];
  menu: MenuButton[];
  following: boolean;
  /** Names this state of the conversation; ask with it to be answered when there is another. */
  view: string;
}

export interface Sms {
  seq: number;
  at: string;
  text: string;
  code: string | null;
}

export interface Attempt {
  at: string;
  status: number | null;
  ms: number;
  outcome: "replied" | "acknowledged" | "malformed" | "http_error" | "timed_out" | "unreachable";
  duplicate: boolean;
  received: string;
  opened: string | null;
}

export interface Delivery {
  id: string;
  appid: string;
  person: string;
  title: string;
  at: string;
  status: "pending" | "answered" | "failed";
  sent: string;
  sealed: string;
  attempts: Attempt[];
}

export class Refused extends Error {}

const UNREACHABLE = "连不上模拟器";

async function call<T>(path: string, init: RequestInit = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new Refused(UNREACHABLE);
  }
  const text = await response.text();
  if (response.ok) return (text ? JSON.parse(text) : undefined) as T;
  throw new Refused(titleOf(text) ?? `模拟器回答了 ${response.status}`);
}

function titleOf(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { title?: string }).title;
  } catch {
    return undefined;
  }
}

function post<T>(path: string, body: object = {}): Promise<T> {
  return call(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

const of = (person: string) => `/sandbox/people/${encodeURIComponent(person)}`;

export const world = () => call<World>("/sandbox/state");
export const admit = (someone: { nickname: string; phone?: string; snapshot?: boolean }) =>
  post<Person>("/sandbox/people", someone);
export const use = (person: string) => post<void>(`${of(person)}/use`);

/** What a page gave `wx.config`, and its address. */
export interface Configured {
  appid: string;
  url: string;
  timestamp: number;
  nonce_str: string;
  signature: string;
}

export const verify = (page: Configured) => post<{ err_msg: string }>("/sandbox/jssdk", page);

export type Deed = "follow" | "unfollow" | "say" | "tap" | "view" | "cancel-authorization";
export const does = (person: string, deed: Deed, body: { appid: string } & Record<string, string>) =>
  post<{ delivery: string | null }>(`${of(person)}/${deed}`, body);

/** Answered at once where nothing is `seen` yet. */
export function chat(person: string, appid: string, after: number, seen: string, signal: AbortSignal) {
  const held = seen && `&seen=${seen}&wait_ms=${HELD_MS}`;
  return call<Chat>(`${of(person)}/chat/${appid}?after=${after}${held}`, { signal });
}

export function sms(person: string, after: number, held: boolean, signal: AbortSignal) {
  const wait = held ? HELD_MS : 0;
  return call<{ messages: Sms[] }>(`${of(person)}/sms?after=${after}&wait_ms=${wait}`, { signal });
}

/** The log if it differs from the one that `tag` names, else null. */
export async function deliveries(tag: string, signal: AbortSignal) {
  const headers: HeadersInit = tag ? { "if-none-match": tag } : {};
  const path = `/sandbox/deliveries?wait_ms=${HELD_MS}`;
  const response = await fetch(path, { headers, signal, cache: "no-store" });
  if (response.status === 304) return null;
  if (!response.ok) throw new Refused(`模拟器回答了 ${response.status}`);
  return { tag: response.headers.get("etag") ?? "", log: (await response.json()) as Delivery[] };
}
