// A person with the simulator's phone in hand.
import { APPID } from "./town.mjs";

export const SHOP = "好孕妈咪母婴";

/** Opens the desk and picks up a person's phone; somebody new, who has a number, is added first. */
export async function pickUp(town, nickname, { number, ...more } = {}) {
  const page = await (await town.machine(1280, 800, more)).newPage();
  await page.goto(town.gateway.simulator);
  if (number) await add(desk(page), nickname, number);
  return take(town, page, nickname);
}

const desk = (page) => page.getByRole("complementary", { name: "选择手机" });

async function take(town, page, nickname) {
  await desk(page).getByRole("button", { name: new RegExp(`^${nickname}( |$)`) }).click();
  const phone = new Phone(town, page, nickname);
  await phone.screen.getByRole("heading", { name: "微信" }).waitFor();
  return phone;
}

async function add(people, nickname, number) {
  await people.getByRole("button", { name: "添一个人" }).click();
  await people.getByLabel("昵称").fill(nickname);
  await people.getByLabel("手机号").fill(number);
  await people.getByRole("button", { name: "添加", exact: true }).click();
}

export class Phone {
  constructor(town, page, nickname) {
    this.town = town;
    this.page = page;
    this.screen = page.getByRole("region", { name: `${nickname}的手机` });
    this.chat = this.screen.getByRole("log", { name: "聊天记录" });
    /** The page in the phone's browser. */
    this.web = this.screen.frameLocator("iframe");
  }

  /** Puts this phone down and picks up another in the same browser. */
  handOver(nickname) {
    return take(this.town, this.page, nickname);
  }

  /** From the list of chats to the shop's. */
  async openChat() {
    await this.screen.getByRole("button", { name: new RegExp(`^${SHOP}`) }).click();
    await this.chat.waitFor();
  }

  /** Follows the shop and waits for its greeting and its menu. */
  async follow() {
    await this.screen.getByRole("button", { name: `${SHOP} 还没有关注` }).click();
    await this.screen.getByRole("button", { name: "关注公众号" }).click();
    await this.hears("欢迎来到好孕妈咪母婴");
    await this.screen.getByRole("button", { name: "会员中心", exact: true }).waitFor();
  }

  async hears(words) {
    await this.chat.getByText(words).last().waitFor();
  }

  async say(words) {
    const keyboard = this.screen.getByRole("button", { name: "打字" });
    const field = this.screen.getByLabel("消息");
    await keyboard.or(field).first().waitFor();
    if (await keyboard.isVisible()) await keyboard.click();
    await field.fill(words);
    await field.press("Enter");
  }

  /** Taps the newest cover with these words on it. */
  async openCover(words) {
    await this.chat.getByRole("button", { name: words }).last().click();
    await this.screen.locator("iframe").waitFor();
  }

  /** The member centre, from the account's answer to 新会员中心. */
  async openCentre() {
    await this.say("新会员中心");
    await this.openCover("点击进入");
  }

  /** Closes the phone's browser. */
  async closeWeb() {
    await this.screen.getByRole("button", { name: "关闭网页" }).click();
    await this.screen.locator("iframe").waitFor({ state: "detached" });
  }

  /** The code of the SMS that has just arrived, read from its banner and put away. */
  async readCode() {
    const banner = this.screen.getByRole("button", { name: /验证码 \d{6}/ });
    const [, code] = /验证码 (\d{6})/.exec(await banner.textContent());
    await this.screen.getByRole("button", { name: "收起" }).click();
    return code;
  }

  /** The member centre as the phone's browser has it open. */
  frame() {
    return this.page.frames().find((frame) => frame.url().startsWith(`${this.town.gateway.url}/m/`));
  }

  /** Another page of the member centre, loaded whole. */
  async visit(path) {
    // On the way there are pages of WeChat's.
    while (!this.frame()) await this.page.waitForEvent("framenavigated");
    const home = `${new URL(this.frame().url()).origin}/m/${APPID}`;
    await this.frame().goto(home + path);
    await this.web.locator("main h1").waitFor({ state: "attached" });
  }

  async press(name) {
    await this.web.getByRole("button", { name, exact: true }).click();
  }

  async sees(words) {
    await this.web.getByText(words).first().waitFor();
  }

  /** What WeChat would ask its owner on behalf of the page. */
  sheet(title) {
    return this.screen.getByRole("dialog", { name: title });
  }

  /** A JSON answer of the member API, asked by the page itself. */
  async asks(path) {
    return this.frame().evaluate(async (url) => (await fetch(url)).json(), `/v1/member${path}`);
  }

  async fill({ phone, nickname }) {
    if (phone) await this.web.getByLabel("手机号").fill(phone);
    if (nickname) await this.web.getByLabel("昵称").fill(nickname);
  }

  /** Asks for the SMS code, reads it, and types it. */
  async proveNumber(button = "获取验证码") {
    await this.web.getByRole("button", { name: button }).click();
    await this.web.getByLabel("验证码").fill(await this.readCode());
  }

  /** Registers from the welcome page; ends on the home page. */
  async register(phone, nickname) {
    await this.web.getByRole("link", { name: "会员注册" }).click();
    await this.fill({ phone, nickname });
    await this.proveNumber();
    await this.agreeAndJoin();
  }

  async agreeAndJoin() {
    await this.web.getByRole("checkbox", { name: "我已阅读并同意" }).click();
    await this.web.getByRole("button", { name: "注册", exact: true }).click();
    await this.atHome();
  }

  /** Back, by the page's own button. */
  async goBack() {
    await this.web.getByRole("button", { name: "返回" }).click();
  }

  async atHome() {
    await this.web.getByRole("heading", { name: "请出示给商家" }).waitFor();
  }
}
