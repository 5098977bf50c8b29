// The shop behind the scenes: what staff do at the till and in the back office, without their pages.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const PASSWORD = "kabao-demo";
let keys = 0;

/** Signs in and answers with how to ask: `(method, path, body)` gives the JSON of a 2xx. */
async function signIn(town, face, who) {
  const url = `${town.gateway.url}/v1/${face}`;
  const entered = await fetch(`${url}/sign-in`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(who) });
  assert.equal(entered.status, 200, await entered.clone().text());
  const cookie = entered.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ");
  return async (method, path, body) => {
    const headers = { cookie, "content-type": "application/json", "idempotency-key": `e2e-${keys++}` };
    const answer = await fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return text && JSON.parse(text);
  };
}

export class Counter {
  #members = new Map();

  static async open(town) {
    const till = await signIn(town, "till", { login: "clerk2", password: PASSWORD, terminal: "T02" });
    const office = await signIn(town, "office", { login: "owner", password: PASSWORD });
    return Object.assign(new Counter(), { town, till, office, number: 0 });
  }

  orderNo() {
    return `E2E-${++this.number}`;
  }

  /** Pays `principal` fen onto a card, by a rule if one is named. */
  topUp(card, principal, rule) {
    return this.till("POST", "/top-ups", { card, order_no: this.orderNo(), principal, tender: "cash", ...(rule && { rule, rule_version: 1 }) });
  }

  /** Sells lines to whoever `scan` or `card` names, for one kind of money. The quote that was paid has the `sale`. */
  async sell(who, lines, kind, more = {}) {
    const quote = await this.till("POST", "/quotes", { order_no: this.orderNo(), ...who, lines, ...more });
    await this.till("POST", `/sales/${quote.sale}/settle`, { hash: quote.hash, tenders: [{ kind, amount: quote.payable }] });
    return quote;
  }

  refund(sale, line) {
    const body = { refund_no: this.orderNo(), reason: "不合适", lines: [{ line, quantity: 1000 }] };
    return this.till("POST", `/sales/${sale}/refunds`, body);
  }

  /** Registers somebody at the till, as one with a phone on the desk. */
  async register(nickname, phone) {
    const { id } = await this.town.simulator("/people", { nickname, phone });
    await this.till("POST", "/sms", { phone });
    const { messages } = await this.town.simulator(`/people/${id}/sms?wait_ms=10000`);
    const { code } = messages.at(-1);
    this.#members.set(nickname, await this.till("POST", "/members", { phone, sms_code: code, nickname }));
  }

  /** What the till was told of somebody it registered. */
  known(nickname) {
    return this.#members.get(nickname);
  }

  /** The whole number that is printed on a card; no answer has it. */
  async numberOf({ number_text }) {
    const ask = `SELECT number FROM card WHERE number LIKE '${number_text.replace(/[ *]+/g, "%")}'`;
    const { stdout } = await run("sqlite3", ["-cmd", ".timeout 5000", join(this.town.home, "e2e.db"), ask]);
    return stdout.trim();
  }
}
