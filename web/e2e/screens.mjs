// Every screen of the member centre as a member with some history finds it.
import { mkdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Centre } from "./centre.mjs";
import { Counter } from "./counter.mjs";
import { pickUp } from "./phone.mjs";

const FOLDER = fileURLToPath(new URL("../shots", import.meta.url));
const DIAPERS = "6901234512007";
const BOTTLE = "6901234523003";

const LOOKS = [
  ["day", {}],
  ["night", { colorScheme: "dark" }],
  ["english", {}],
];

export async function pictureScreens(town) {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  const phone = await pickUp(town, "小美");
  await phone.follow();
  await phone.openCentre();
  await pictureDoor(phone);
  await phone.register("13800000001", "小美");
  await pictureEmpty(phone);
  const ids = await live(town, phone);
  for (const [look, more] of LOOKS) await pictureAll(phone, look, more, ids);
}

const shoot = (centre, name) =>
  centre.page.screenshot({ path: `${FOLDER}/${name}.png`, fullPage: true, animations: "disabled", caret: "hide" });

async function settled(centre) {
  await centre.page.waitForLoadState("networkidle");
  await centre.page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
}

async function pictureDoor(phone) {
  const centre = await Centre.open(phone);
  for (const path of ["/welcome", "/register", "/bind", "/snapshot", "/sorry?code=oauth_state"]) await picture(centre, "day", path);
}

async function pictureEmpty(phone) {
  const centre = await Centre.open(phone);
  for (const path of ["/purchases", "/coupons", "/addresses", "/balances/points", "/nowhere"]) await picture(centre, "empty", path);
}

async function picture(centre, look, path) {
  await centre.goto(path);
  await settled(centre);
  const name = path.slice(1).replace(/(cpn|sal)_\w+/, "one").replace(/\W+/g, "-");
  await shoot(centre, `${name || "home"}-${look}`);
}

/** A day in the shop: money paid in, goods bought and one returned, a coupon claimed, an address kept. */
async function live(town, phone) {
  const counter = await Counter.open(town);
  const centre = await Centre.open(phone);
  await centre.goto("/");
  const { card } = await centre.asks("/me");
  const rule = await counter.office("POST", "/recharge-rules", {
    name: "充500送50",
    principal: 50_000,
    terms: { gifts: { balance: 5_000, points: "100" } },
  });
  await counter.topUp(card.id, 50_000, rule.id);
  const { sale } = await counter.sell({ scan: await centre.unusedCode() }, [{ code: DIAPERS, quantity: 2_000 }], "stored_value");
  await counter.sell({ card: card.id }, [{ code: BOTTLE, quantity: 1_000 }, { code: DIAPERS, quantity: 1_000 }], "cash");
  await counter.refund(sale, 1);
  await centre.goto("/offers");
  await centre.page.getByRole("button", { name: /^立即领取：/ }).first().click();
  await centre.sees("已领取，去查看");
  const { items } = await centre.asks("/coupons?state=usable");
  await addAddress(centre);
  return { sale, coupon: items[0].id };
}

async function addAddress(centre) {
  await centre.goto("/addresses/new");
  await centre.type("收货人", "王小美");
  await centre.type("手机号", "13800000001");
  await centre.page.getByLabel("省", { exact: true }).selectOption("浙江省");
  await centre.page.getByLabel("市", { exact: true }).selectOption("杭州市");
  await centre.page.getByLabel("区、县").selectOption("上城区");
  await centre.type("详细地址", "人民路 18 号 3 幢 502 室");
  await centre.press("保存");
  await centre.titled("收货地址");
}

async function pictureAll(phone, look, more, { sale, coupon }) {
  const centre = await Centre.open(phone, more);
  if (look === "english") await centre.context.addInitScript(() => localStorage.setItem("kabao:language", "en"));
  const pages = ["/", "/code", "/balances", "/balances/points", "/stored-value", "/benefits", "/cards", "/cards/add"];
  pages.push("/offers", "/coupons", `/coupons/${coupon}`, "/coupons/activate", "/purchases", `/purchases/${sale}`);
  pages.push("/profile", "/phone", "/addresses", "/addresses/new", "/settings", "/privacy", "/leave");
  for (const path of pages) await picture(centre, look, path);
}
