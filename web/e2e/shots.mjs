// The pictures in the README: docs/img/{phone,centre,till,office,office-*}.png, from a shop of their own. With `centre` as its
// argument, every screen of the member centre instead, into web/shots, by day and by night and in English; with `office`,
// every page of the back office, wide and narrow.
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { pictureOfficePages } from "./office-screens.mjs";
import { pictureScreens } from "./screens.mjs";
import { Counter } from "./counter.mjs";
import { pickUp } from "./phone.mjs";
import { goTo, openOffice, openTill } from "./staff.mjs";
import { APPID, Town } from "./town.mjs";

const FOLDER = fileURLToPath(new URL("../../docs/img", import.meta.url));
/** A phone's screen has more than one pixel for each of the page's. */
const SHARP = { deviceScaleFactor: 2 };

const town = new Town();
try {
  await mkdir(FOLDER, { recursive: true });
  await town.open({ scale: "members=240,sales=400" });
  const pictures = { centre: pictureScreens, office: pictureOfficePages };
  await (pictures[process.argv[2]] ?? picture)(town);
} finally {
  await town.close();
}

async function picture() {
  const mei = await pickUp(town, "小美");
  await mei.follow();
  await mei.openCentre();
  await mei.register("13800000001", "小美");
  await claim(mei, "新客立减 20 元");
  const me = await mei.asks("/me");
  await Promise.all([pictureCentre(mei), pictureTill(mei)]);
  await picturePhone(mei);
  await workADay(await Counter.open(town), me);
  await pictureOffice(me);
}

/** What the back office has to show of today, and of her. */
async function workADay(counter, { id, card }) {
  const [rule] = (await counter.office("GET", "/recharge-rules")).items;
  await counter.topUp(card.id, rule.principal, rule.id);
  const baskets = [["6901234501001", 2], ["6901234512007", 1], ["6901234523003", 1], ["6901234531008", 2]];
  for (const [at, [code, pieces]] of baskets.entries()) {
    await counter.sell(at % 2 === 0 ? { card: card.id } : {}, [{ code, quantity: pieces * 1_000 }], "wechat");
  }
  const { sale } = await counter.sell({ card: card.id }, [{ code: "6901234523003", quantity: 1_000 }], "cash");
  await counter.refund(sale, 1);
  const { id: tag } = await counter.office("POST", "/tags", { name: "孕晚期", color: "red" });
  await counter.office("POST", "/members/tag", { members: [id], add: [tag], remove: [] });
}

/** The chat with the shop, and what it cost on the wire. */
async function picturePhone(phone) {
  await phone.closeWeb();
  await phone.screen.getByRole("button", { name: "显示菜单" }).click();
  await phone.page.getByText("文本「新会员中心」").click();
  await keep(phone.page, "phone");
}

async function claim(phone, title) {
  await phone.web.getByRole("link", { name: "领券中心" }).click();
  await phone.web.getByRole("button", { name: `立即领取：${title}` }).click();
  await phone.web.getByRole("link", { name: "已领取，去查看" }).waitFor();
}

async function pictureCentre(phone) {
  const context = await town.machine(390, 844, SHARP);
  await context.addCookies(await phone.page.context().cookies());
  const page = await context.newPage();
  await page.goto(`${town.gateway.url}/m/${APPID}/`);
  await page.getByAltText("会员码二维码").waitFor();
  await keep(page, "centre");
}

async function pictureTill(phone) {
  const till = await openTill(town);
  await till.scan((await phone.asks("/code")).code);
  await till.member.waitFor();
  await keep(till.page, "till");
}

async function pictureOffice({ id }) {
  const office = await openOffice(town);
  await office.getByText("昨日此时").first().waitFor();
  await office.locator("canvas").waitFor();
  await keep(office, "office-today");
  await office.goto(`${town.gateway.url}/office/members/${id}/purchases`);
  await office.getByRole("row").nth(1).waitFor();
  await keep(office, "office-member");
  await goTo(office, "关键词回复");
  await office.getByText("命中「新会员中心」：完全匹配，优先级 100", { exact: true }).waitFor();
  await keep(office, "office");
  await goTo(office, "积分规则");
  await pictureTrial(office);
}

/** What a receipt earns by a draft, beside what it earns now. */
async function pictureTrial(office) {
  const trial = office.getByRole("region", { name: "试算" });
  await trial.getByLabel("会员等级").selectOption("金卡");
  await office.getByRole("switch", { name: "会员生日" }).press("Space");
  await trial.getByLabel("当天是会员生日").check();
  await trial.getByRole("article", { name: "发布草稿以后" }).waitFor();
  await trial.scrollIntoViewIfNeeded();
  await keep(office, "office-trial");
}

async function keep(page, name) {
  await page.mouse.move(0, 0);
  await page.screenshot({ path: `${FOLDER}/${name}.png`, animations: "disabled", caret: "hide" });
}
