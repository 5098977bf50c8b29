// The member centre on the whole of a phone's screen, inside WeChat as far as the page can tell.
import { APPID } from "./town.mjs";

const WECHAT = "Mozilla/5.0 (Linux; Android 14; M2102) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36 MicroMessenger/8.0.50";

export class Centre {
  /** The centre of whoever holds this phone. */
  static async open(phone, more = {}) {
    const { town } = phone;
    const context = await town.machine(390, 844, { userAgent: WECHAT, deviceScaleFactor: 2, hasTouch: true, ...more });
    await context.addCookies(await phone.page.context().cookies());
    return new Centre(town, phone, context, await context.newPage());
  }

  constructor(town, phone, context, page) {
    Object.assign(this, { town, phone, context, page });
  }

  /** Another page of the same browser, for what would disturb this one. */
  async beside() {
    return new Centre(this.town, this.phone, this.context, await this.context.newPage());
  }

  /** A full load of one of its pages. */
  async goto(path) {
    await this.page.goto(`${this.town.gateway.url}/m/${APPID}${path}`);
    await this.page.locator("main h1").waitFor({ state: "attached" });
  }

  sees(words) {
    return this.page.getByText(words).first().waitFor();
  }

  press(name) {
    return this.page.getByRole("button", { name, exact: true }).click();
  }

  follow(name) {
    return this.page.getByRole("link", { name }).first().click();
  }

  async titled(title) {
    await this.page.getByRole("heading", { level: 1, name: title }).waitFor();
  }

  type(label, words) {
    return this.page.getByLabel(label, { exact: true }).fill(words);
  }

  /** Presses the button of a field, the `nth` of its page, and types the code that arrives on somebody's phone. */
  async prove(label, nickname, nth = 0) {
    const { people } = await this.town.simulator("/state");
    const { id } = people.find((each) => each.nickname === nickname);
    const { messages } = await this.town.simulator(`/people/${id}/sms`);
    await this.page.getByRole("button", { name: "获取验证码" }).nth(nth).click();
    const seen = messages.at(-1)?.seq ?? 0;
    const { messages: fresh } = await this.town.simulator(`/people/${id}/sms?after=${seen}&wait_ms=10000`);
    await this.type(label, fresh[0].code);
  }

  /** A member code that no sale has used: each is good for one. */
  async unusedCode() {
    const used = this.code;
    await this.goto("/code");
    const digits = this.page.locator(".digits");
    await digits.filter({ hasNotText: used ?? "?" }).waitFor({ timeout: 45_000 });
    this.code = await digits.textContent();
    return this.code.replaceAll(" ", "");
  }

  /** Something the page itself sends to the member API, past what its forms would let through; the answer's status. */
  tells(method, path, body) {
    const ask = [method, `/v1/member${path}`, body && JSON.stringify(body)];
    return this.page.evaluate(async ([verb, url, text]) => {
      const headers = { "content-type": "application/json", "idempotency-key": crypto.randomUUID() };
      return (await fetch(url, { method: verb, headers, ...(text && { body: text }) })).status;
    }, ask);
  }

  /** A JSON answer of the member API, asked by the page itself. */
  asks(path) {
    return this.page.evaluate(async (url) => (await fetch(url)).json(), `/v1/member${path}`);
  }
}
