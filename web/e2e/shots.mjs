// The pictures in the README: docs/img/{phone,centre,till,office}.png, from a shop of their own. With `centre` as its
// argument, every screen of the member centre instead, into web/shots, by day and by night and in English; with `office`,
// every page of the back office, wide and narrow.
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { pictureOfficePages } from "./office-screens.mjs";
import { pictureScreens } from "./screens.mjs";
import { pickUp } from "./phone.mjs";
import { goTo, openOffice, openTill } from "./staff.mjs";
import { APPID, Town } from "./town.mjs";

const FOLDER = fileURLToPath(new URL("../../docs/img", import.meta.url));
/** A phone's screen has more than one pixel for each of the page's. */
const SHARP = { deviceScaleFactor: 2 };

const town = new Town();
try {
  await mkdir(FOLDER, { recursive: true });
  await town.open();
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
  await Promise.all([pictureCentre(mei), pictureTill(mei), pictureOffice()]);
  await picturePhone(mei);
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

async function pictureOffice() {
  const office = await openOffice(town);
  await goTo(office, "关键词回复");
  await office.getByText("命中「新会员中心」：完全匹配，优先级 100", { exact: true }).waitFor();
  await keep(office, "office");
}

async function keep(page, name) {
  await page.mouse.move(0, 0);
  await page.screenshot({ path: `${FOLDER}/${name}.png`, animations: "disabled", caret: "hide" });
}
