import { vi } from "vitest";
import type { Call, Outside } from "../mp-host/outside.ts";
import { answer, type Given } from "./answers.mjs";

/** Waits until it does not throw; a machine that is busy with other things is no fault of ours. */
export const soon = <T>(look: () => T | Promise<T>) => vi.waitFor(look, { timeout: 5_000 });

export interface Asked {
  /** Such as `GET /me`. */
  request: string;
  body: Record<string, unknown>;
  key: string | undefined;
  bearer: string | undefined;
  language: string | undefined;
}

/** A phone with the mini-program open, and the fixtures in the gateway's place. */
export class Handset {
  readonly asked: Asked[] = [];
  /** The bodies of all answers. */
  readonly answered: string[] = [];
  /** What is answered otherwise from now on. */
  changes: Record<string, Given> = {};
  offline = false;
  program!: Awaited<ReturnType<typeof import("../mp-host/run.ts").run>>["program"];

  static async open(url: string, changes: Record<string, Given> = {}, kept: Record<string, string> = {}): Promise<Handset> {
    vi.resetModules();
    document.body.replaceChildren();
    localStorage.clear();
    for (const [key, value] of Object.entries({ "privacy:mini:p1": "yes", ...kept })) localStorage.setItem(key, value);
    const handset = new Handset();
    handset.changes = changes;
    const { run } = await import("../mp-host/run.ts");
    handset.program = (await run(handset.outside(), url)).program;
    await soon(() => {
      if (!localStorage.getItem("storage:mini:p1:token")) throw new Error("nobody signed in");
    });
    return handset;
  }

  private outside(): Outside {
    let codes = 0;
    return {
      appid: "mini",
      gateway: "http://gateway",
      holder: "p1",
      phone: "13800000001",
      avatar: "",
      login: async () => `login-${(codes += 1)}`,
      phoneNumber: async () => "phone-1",
      request: async (call) => this.exchange(call),
    };
  }

  private exchange({ method, url, headers, body }: Call) {
    const request = `${method} ${decodeURIComponent(url).replace(/^.*\/v1\/member/, "")}`;
    this.asked.push({
      request,
      body: body ? (JSON.parse(body) as Record<string, unknown>) : {},
      key: headers["Idempotency-Key"],
      bearer: headers.Authorization,
      language: headers["Accept-Language"],
    });
    if (this.offline) throw new Error("request:fail");
    const given = answer(request, this.changes);
    this.answered.push(given.body);
    return { headers: {}, ...given };
  }

  /** The page in sight and what stands above it. */
  get screen(): HTMLElement[] {
    return [...document.querySelectorAll<HTMLElement>(".mp-page:not([hidden]), .mp-veil")];
  }

  get text(): string {
    return this.screen.map((part) => part.textContent ?? "").join("\n");
  }

  /** What is to be seen, and what is read aloud in its place. */
  get said(): string {
    const names = this.all("[aria-label]").map((one) => one.getAttribute("aria-label"));
    return [this.text, ...names].join("\n");
  }

  private all<T extends HTMLElement>(selector: string): T[] {
    return this.screen.reverse().flatMap((part) => [...part.querySelectorAll<T>(selector)]);
  }

  /** Waits until these words are to be seen. */
  async sees(...words: string[]): Promise<void> {
    await soon(() => {
      for (const one of words) if (!this.text.includes(one)) throw new Error(`“${one}” is not in: ${this.text}`);
    });
  }

  /** Waits for a request, the last one like it. */
  async hears(request: string): Promise<Asked> {
    return soon(() => {
      const found = this.asked.filter((one) => one.request === request).at(-1);
      if (!found) throw new Error(`${request} was not asked: ${this.asked.map((one) => one.request).join(", ")}`);
      return found;
    });
  }

  async arrives(path: string): Promise<void> {
    await soon(() => {
      if (this.program.path !== path) throw new Error(`at ${this.program.path}, not at ${path}`);
    });
  }

  async press(name: string, at = 0): Promise<void> {
    const button = await soon(() => {
      const named = this.all<HTMLButtonElement>("button").filter((one) => (one.getAttribute("aria-label") || one.textContent?.trim()) === name && !one.disabled);
      if (!named[at]) throw new Error(`no button “${name}” in: ${this.all("button").map((one) => one.textContent?.trim()).join(" | ")}`);
      return named[at];
    });
    button.click();
  }

  async type(label: string, value: string, at = 0): Promise<void> {
    const field = await soon(() => {
      const found = this.all<HTMLInputElement>("input, select").filter((one) => one.getAttribute("aria-label") === label || one.ariaLabel === label)[at];
      if (!found) throw new Error(`no field “${label}”`);
      return found;
    });
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  async turn(label: string): Promise<void> {
    const found = await soon(() => {
      const box = this.all<HTMLInputElement>("input[role=switch]").find((one) => one.getAttribute("aria-label") === label);
      if (!box) throw new Error(`no switch “${label}”`);
      return box;
    });
    found.click();
  }
}
