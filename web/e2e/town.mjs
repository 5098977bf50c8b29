// The shop and its people: one gateway, one Chromium, and a machine of their own for everybody.
import { rmSync } from "node:fs";
import { copyFile, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { openGateway } from "./gateway.mjs";
import { watch } from "./watch.mjs";

const CHROMIUM = process.env.KABAO_CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
/** How long anything on a page may take. */
const PATIENCE_MS = 15_000;

export const APPID = "wx00000000000000a1";

export class Town {
  /** Everything that went wrong on any page. */
  faults = [];
  #closers = [];

  /** With `scale`, the shop has had days like that before. */
  async open({ scale } = {}) {
    this.home = await mkdtemp(join(tmpdir(), "kabao-e2e-"));
    process.once("exit", () => rmSync(this.home, { recursive: true, force: true }));
    this.gateway = await openGateway(this.home, scale);
    this.#closers.push(() => this.gateway.close());
    this.browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    this.#closers.push(() => this.browser.close());
  }

  /** Last opened, first closed; one that fails does not keep the others open. */
  async close() {
    const failures = [];
    for (const close of this.#closers.splice(0).reverse()) await close().catch((fault) => failures.push(fault));
    if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join("\n"));
  }

  /** A browser that shares nothing with the others. */
  async machine(width, height, more = {}) {
    const context = await this.browser.newContext({
      viewport: { width, height },
      locale: "zh-CN",
      timezoneId: "Asia/Shanghai",
      reducedMotion: "reduce",
      ...more,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    await watch(context, this.faults);
    return context;
  }

  /** Does something that pages are meant to complain about, and forgets those complaints alone. */
  async forgives(complaint, act) {
    const before = this.faults.length;
    await act();
    this.faults.push(...this.faults.splice(before).filter((fault) => !complaint.test(fault)));
  }

  /** A JSON answer of the simulator's control API; with a body, to a POST. */
  async simulator(path, body) {
    const post = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    const answer = await fetch(`${this.gateway.simulator}/sandbox${path}`, body && post);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /** What every page showed and what the gateway logged, for whoever must find out why. */
  async keepEvidence(name) {
    const folder = await mkdtemp(join(tmpdir(), "kabao-e2e-failed-"));
    const pages = this.browser?.contexts().flatMap((context) => context.pages()) ?? [];
    await Promise.all(pages.map((page, at) => page.screenshot({ path: join(folder, `${at + 1}.png`) }).catch(() => {})));
    await copyFile(join(this.home, "gateway.log"), join(folder, "gateway.log")).catch(() => {});
    console.error(`${name}\n  what was to be seen is in ${folder}`);
  }
}
