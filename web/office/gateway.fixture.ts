import { vi } from "vitest";
import type { App } from "vue";

const FILES = import.meta.glob<unknown>("../fixtures/office/*.json", { eager: true, import: "default" });

/** A machine that is busy with other tests takes its time over the first page. */
export const PATIENCE = { timeout: 30_000 };

/** One of `web/fixtures/office`. */
export function fixture<T = Record<string, unknown>>(name: string): T {
  const found = FILES[`../fixtures/office/${name}.json`];
  if (!found) throw new Error(`no fixture ${name}`);
  return structuredClone(found) as T;
}

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
  key: string | null;
}

/** Method and path: the fixture that answers, or null for an answer without a body. Change it to change what comes next. */
export type Answers = Record<string, string | null>;

/** What every page asks for. */
const ALWAYS: Answers = { "GET /session": "session", "GET /approvals": "approvals.empty", "GET /stores": "stores" };

/** A gateway that answers with fixtures and remembers what it was asked. */
export function playGateway(answers: Answers): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const { pathname, searchParams } = new URL(url, location.href);
    const method = init.method ?? "GET";
    const path = pathname.replace("/v1/office", "");
    const body: unknown = typeof init.body === "string" ? JSON.parse(init.body) : init.body;
    asked.push({ method, path, query: searchParams, body, key: new Headers(init.headers).get("Idempotency-Key") });
    const name = { ...ALWAYS, ...answers }[`${method} ${path}`];
    return name === null ? new Response(null, { status: 204 }) : reply(name ?? "problem.unavailable");
  });
  return asked;
}

function reply(name: string): Response {
  const body = fixture<{ status?: number }>(name);
  return new Response(JSON.stringify(body), { status: name.startsWith("problem.") ? (body.status ?? 500) : 200 });
}

/** Opens a page as a full load does: nothing survives but the address. */
export async function openPage(path: string): Promise<void> {
  vi.resetModules();
  document.body.innerHTML = `<div id="app"></div>`;
  history.replaceState(null, "", `/office${path}`);
  await import("./main");
}

/** The test is over: nothing of its page goes on. */
export function closePage(): void {
  document.querySelector<HTMLElement & { __vue_app__?: App }>("#app")?.__vue_app__?.unmount();
  document.body.innerHTML = "";
}

export const shown = () => document.body.textContent?.replace(/\s+/g, " ") ?? "";

/** Waits until the words are on the page. */
export const sees = (words: string) =>
  vi.waitFor(() => {
    if (!shown().includes(words)) throw new Error(`no "${words}" in: ${shown()}`);
  }, { timeout: 20_000 });

/** The first control with the text or the label. */
export function control<T extends HTMLElement = HTMLButtonElement>(name: string): T {
  const all = [...document.querySelectorAll<T>("button, a, input, select, textarea, label")];
  const found = all.find((one) => one.getAttribute("aria-label") === name || one.textContent?.trim() === name);
  if (!found) throw new Error(`no ${name} among: ${all.map((one) => one.getAttribute("aria-label") ?? one.textContent?.trim()).join(" | ")}`);
  return found;
}

/** Types into the field that a label is around. */
export function type(label: string, words: string): void {
  const around = [...document.querySelectorAll("label")].find((one) => one.textContent?.trim().startsWith(label));
  const field = around?.querySelector<HTMLInputElement>("input, textarea, select");
  if (!field) throw new Error(`no field ${label}`);
  field.value = words;
  field.dispatchEvent(new Event(field.tagName === "SELECT" ? "change" : "input", { bubbles: true }));
}
