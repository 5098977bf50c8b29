// The staff at their machines.

const PASSWORD = "kabao-demo";

/** The till of 人民路店 with its clerk signed in, or with somebody else. */
export async function openTill(town, { login = "clerk", password = PASSWORD, ...more } = {}) {
  const page = await (await town.machine(1024, 600, more)).newPage();
  await page.goto(`${town.gateway.url}/till`);
  await page.getByLabel("员工账号").fill(login);
  await page.getByLabel("密码").fill(password);
  await page.getByLabel("终端编号").fill("T01");
  await page.getByRole("button", { name: "登录" }).click();
  const till = new Till(page);
  await till.box.waitFor();
  return till;
}

export class Till {
  constructor(page) {
    this.page = page;
    this.box = page.locator("#scan");
    this.refusal = page.locator(".refusal");
    this.bill = page.getByRole("complementary", { name: "账单" });
    this.member = page.getByRole("region", { name: "查到的会员" });
  }

  /** As a scanner does: all keys at once, then Enter, wherever the focus is. */
  async scan(digits) {
    await this.page.keyboard.type(digits);
    await this.page.keyboard.press("Enter");
  }

  /** Empties the screen, so that what is on it next is the answer to the next scan. */
  async clear() {
    await this.page.keyboard.press("Escape");
    await this.member.or(this.refusal).waitFor({ state: "detached" });
  }

  /** Waits for the price of what is in the cart now; for any, unless told which. */
  async priced(text = /^¥/) {
    await this.page.getByRole("status", { name: "应收" }).getByText(text).waitFor();
  }

  /** Waits for how the money stands. */
  async due(what, amount) {
    const money = this.page.getByRole("region", { name: "收款" }).getByRole("status");
    await money.getByText(what).and(money.locator("small")).waitFor();
    await money.getByText(amount, { exact: true }).waitFor();
  }

  async paid() {
    await this.page.getByRole("status", { name: "收款成功" }).waitFor();
  }

  line(name) {
    return this.page.getByRole("list", { name: "商品" }).getByRole("listitem").filter({ hasText: name });
  }

  offer(name) {
    return this.page.getByRole("region", { name: "充值" }).getByRole("listitem").filter({ hasText: name });
  }

  async press(...keys) {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Types and goes on, without a mouse. */
  async enter(words) {
    await this.page.keyboard.type(words);
    await this.page.keyboard.press("Enter");
  }

  /** Waits until the cursor is in the field of the next step. */
  async asksFor(label) {
    await this.page.locator(":focus").and(this.page.getByLabel(label)).waitFor();
  }
}

/** The back office with the owner signed in. */
export async function openOffice(town, more = {}) {
  const page = await (await town.machine(1280, 800, more)).newPage();
  await page.goto(`${town.gateway.url}/office`);
  await signInAt(page, "owner", PASSWORD);
  return page;
}

/** Signs in where the back office asks who it is. */
export async function signInAt(page, login, password) {
  await page.getByLabel("账号").fill(login);
  await page.getByLabel("密码").fill(password);
  await page.getByRole("button", { name: "登录" }).click();
  await page.getByRole("navigation", { name: "后台页面" }).waitFor();
  // Arriving closes a menu that was opened before.
  await page.locator("main h1").first().waitFor();
}

/** Somebody new, for the whole chain unless told which stores, who has taken up their invitation. */
export async function hire(town, counter, { role = "店长", stores = [], ...person }) {
  const { items } = await counter.office("GET", "/roles");
  const { invite_url } = await counter.office("POST", "/staff", { ...person, role: items.find(({ name }) => name === role).id, everywhere: stores.length === 0, stores });
  const who = { ...person, password: "correct horse battery" };
  const accepted = await fetch(`${town.gateway.url}/v1/office/invites/accept`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token: new URL(invite_url).hash.slice(1), password: who.password }),
  });
  if (!accepted.ok) throw new Error(await accepted.text());
  return who;
}

/** Goes to a page of the back office by its navigation. */
export async function goTo(office, title) {
  await office.getByRole("navigation", { name: "后台页面" }).getByRole("link", { name: title, exact: true }).click();
  await office.getByRole("heading", { level: 1, name: title, exact: true }).waitFor();
}
