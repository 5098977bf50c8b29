import { vi } from "vitest";
import type { App } from "vue";

const FILES = import.meta.glob<unknown>("../fixtures/member/*.json", { eager: true, import: "default" });

/** A machine that is busy with other tests takes its time over the first page. */
export const PATIENCE = { timeout: 15_000 };

export const HOME = "/m/wx00000000000000a1";

/** One of `web/fixtures/member`. */
export function fixture<T = Record<string, unknown>>(name: string): T {
  const found = FILES[`../fixtures/member/${name}.json`];
  if (!found) throw new Error(`no fixture ${name}`);
  return structuredClone(found) as T;
}

/** Path, or method and path: the fixture that answers, or the answer itself. */
export type Answers = Record<string, string | { status: number; body: unknown }>;

export interface Asked {
  method: string;
  path: string;
  query: string;
  body: unknown;
  key: string | null;
  language: string | null;
}

/** A gateway that answers with fixtures and remembers what it was asked. */
export function playGateway(answers: Answers): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const { pathname, search } = new URL(url, location.href);
    const path = pathname.replace("/v1/member", "");
    const method = init.method ?? "GET";
    const headers = new Headers(init.headers);
    const body: unknown = init.body === undefined ? undefined : JSON.parse(String(init.body));
    asked.push({ method, path, query: search, body, key: headers.get("Idempotency-Key"), language: headers.get("Accept-Language") });
    return reply(answers[`${method} ${path}`] ?? answers[path] ?? "problem.unavailable");
  });
  return asked;
}

function reply(answer: Answers[string]): Response {
  if (typeof answer !== "string") return new Response(answer.status === 204 ? null : JSON.stringify(answer.body), { status: answer.status });
  const body = fixture<{ status?: number }>(answer);
  return new Response(JSON.stringify(body), { status: answer.startsWith("problem.") ? (body.status ?? 500) : 200 });
}

/** Opens a page as a full load does: nothing survives but the address and the tab's memory. */
export async function openPage(path: string): Promise<void> {
  vi.resetModules();
  document.body.innerHTML = `<div id="app"></div>`;
  history.replaceState(null, "", HOME + path);
  await import("./main");
}

/** The test is over: nothing of its page goes on. */
export function closePage(): void {
  document.querySelector<HTMLElement & { __vue_app__?: App }>("#app")?.__vue_app__?.unmount();
}
