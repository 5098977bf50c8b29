// The mini-program in the simulator's phone.

export const MINI = "小程序";

export class Mini {
  constructor(phone) {
    this.phone = phone;
    this.web = phone.screen.frameLocator("iframe");
  }

  /** From the list of chats. */
  async open() {
    await this.phone.screen.getByRole("button", { name: MINI }).click();
    await this.web.locator(".mp-page").first().waitFor();
  }

  /** What is in sight: the pages below it are there, too. */
  get page() {
    return this.web.locator(".mp-page:not([hidden])");
  }

  frame() {
    return this.phone.page.frames().find((frame) => new URL(frame.url()).pathname === "/mini");
  }

  async tap(name, more = {}) {
    await this.page.getByRole("button", { name, exact: true, ...more }).click();
  }

  /** Something the program itself sends to the member API, past what its forms would let through; the answer's status. */
  tells(method, path, body) {
    const url = `${this.phone.town.gateway.url}/v1/member${path}`;
    return this.frame().evaluate(
      async ([verb, address, data]) => {
        const [key] = Object.keys(localStorage).filter((name) => name.endsWith(":token"));
        const header = { Authorization: `Bearer ${JSON.parse(localStorage[key])}`, "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() };
        return (await wx.request({ method: verb, url: address, header, data })).statusCode;
      },
      [method, url, body],
    );
  }

  /** In a dialog that WeChat would show. */
  async answer(name) {
    await this.web.getByRole("dialog").getByRole("button", { name, exact: true }).click();
  }

  async sees(words) {
    await this.page.getByText(words).first().waitFor();
  }

  /** In passing, at the foot of the screen. */
  async hears(words) {
    await this.web.getByRole("status").getByText(words).waitFor();
  }

  async goBack() {
    await this.web.getByRole("button", { name: "返回" }).click();
  }

  async close() {
    await this.web.getByRole("button", { name: "关闭小程序" }).click();
    await this.phone.screen.locator("iframe").waitFor({ state: "detached" });
  }
}
