import { Problem } from "./problem";
import type { Intent } from "./intent";

/** How long one request may take before its outcome counts as unknown, in milliseconds. */
export const TIMEOUT_MS = 10_000;

export interface Options {
  /** The press this request belongs to; sends its `Idempotency-Key`. */
  intent?: Intent;
  /** Leave out `undefined` values; the rest become the query string. */
  query?: Record<string, string | number | undefined>;
  /** For an answer that takes longer than usual, in milliseconds. */
  patience?: number;
}

export interface Api {
  get<T>(path: string, options?: Options): Promise<T>;
  /** A `FormData` goes as it is, everything else as JSON. */
  post<T>(path: string, body?: unknown, options?: Options): Promise<T>;
  put<T>(path: string, body: unknown, options?: Options): Promise<T>;
  delete(path: string, options?: Options & { body?: unknown }): Promise<void>;
}

type Headers = Record<string, string>;

/**
 * Talks JSON to one face of the gateway, for example `createApi("/v1/member")`. Every failure is a {@link Problem}.
 * `always` is asked before each request for what it says besides.
 */
export function createApi(base: string, always: () => Headers = () => ({})): Api {
  const call = <T>(method: string, path: string, body: unknown, options: Options = {}) =>
    send<T>(method, base + path + queryText(options.query), body, always(), options);
  return {
    get: (path, options) => call("GET", path, undefined, options),
    post: (path, body, options) => call("POST", path, body, options),
    put: (path, body, options) => call("PUT", path, body, options),
    delete: (path, options) => call("DELETE", path, options?.body, options),
  };
}

async function send<T>(method: string, url: string, body: unknown, more: Headers, { intent, patience }: Options): Promise<T> {
  const form = body instanceof FormData ? body : undefined;
  const text = body === undefined || form ? undefined : JSON.stringify(body);
  const headers: Headers = { Accept: "application/json", "Accept-Language": "zh-CN", ...more };
  if (text !== undefined) headers["Content-Type"] = "application/json";
  if (intent) headers["Idempotency-Key"] = intent.keyFor(`${method} ${url} ${form ? gistOf(form) : (text ?? "")}`);

  const payload = form ?? text;
  const reply = await exchange(url, { method, headers, ...(payload === undefined ? {} : { body: payload }) }, patience);
  // A 5xx may hide a finished write, and 401 or 429 say nothing of an earlier lost one: only an
  // answer about the write itself lets the next press be a new one.
  if (reply.status < 500 && reply.status !== 401 && reply.status !== 429) intent?.settle();
  if (!reply.ok) throw Problem.fromReply(reply.status, reply.text);
  if (reply.text === "") return undefined as T;
  return parse<T>(reply.status, reply.text);
}

/** What tells one form from another: of a file its name, size and time, which another version of it would not share. */
function gistOf(form: FormData): string {
  const values = [...form].map(([name, value]) => [name, typeof value === "string" ? value : [value.name, value.size, value.lastModified]]);
  return JSON.stringify(values);
}

/** Fetches with a deadline that covers the body too. */
async function exchange(url: string, init: RequestInit, patience = TIMEOUT_MS): Promise<{ status: number; ok: boolean; text: string }> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), patience);
  try {
    const response = await fetch(url, { ...init, credentials: "same-origin", signal: deadline.signal });
    return { status: response.status, ok: response.ok, text: await response.text() };
  } catch {
    throw deadline.signal.aborted ? Problem.timeout() : Problem.offline();
  } finally {
    clearTimeout(timer);
  }
}

function parse<T>(status: number, text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    throw Problem.unreadable(status);
  }
}

function queryText(query: Options["query"] = {}): string {
  const pairs = Object.entries(query).filter((pair): pair is [string, string | number] => pair[1] !== undefined);
  if (pairs.length === 0) return "";
  return `?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]))}`;
}
