// Every screen of the till on the smallest machine it has to fit, into e2e/shots/till: for whoever changes one.
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { barriersOn } from "./eyes.mjs";
import { pickUp } from "./phone.mjs";
import { ALWAYS, openShop } from "./shop.mjs";
import { openTill } from "./staff.mjs";
import { Town } from "./town.mjs";

const FOLDER = fileURLToPath(new URL("./shots/till", import.meta.url));
const town = new Town();
let number = 0;

try {
  await mkdir(FOLDER, { recursive: true });
  await town.open();
  const owner = await openShop(town);
  const mei = await pickUp(town, "小美");
  await mei.follow();
  await mei.openCentre();
  await mei.register("13800000001", "小美");
  await mei.web.getByRole("link", { name: "领券中心" }).click();
  await mei.web.getByRole("button", { name: "立即领取：新客立减 20 元" }).click();
  await mei.web.getByRole("link", { name: "已领取，去查看" }).waitFor();
  const { card } = await mei.asks("/me");
  await owner("POST", `/cards/${card.id}/adjust`, { asset: "points", amount: "1280", reason: "活动补发" });
  await selling(await openTill(town), mei);
} finally {
  console.log(town.faults.join("\n"));
  await town.close();
}

async function selling(till, mei) {
  const { page } = till;
  const keep = async (name) => {
    number += 1;
    await page.screenshot({ path: `${FOLDER}/${String(number).padStart(2, "0")}-${name}.png`, animations: "disabled", caret: "hide" });
    for (const barrier of await barriersOn(page, name)) console.log(barrier);
  };
  const press = (key) => page.keyboard.press(key);
  const asks = (words) => page.getByPlaceholder(words).waitFor();

  await keep("empty");
  await till.scan("6901234512007");
  await till.priced();
  await keep("guest");
  await till.scan("婴儿");
  await asks(/选商品/);
  await keep("picks");
  await press("ArrowDown");
  await press("Enter");
  await press("F4");
  await till.enter("12.8 散装饼干");
  await till.enter("*0.355");
  await till.priced();
  await keep("lines");
  await press("F2");
  await page.getByText(/^已挂单/).waitFor();
  await press("F3");
  await page.getByRole("region", { name: "挂单" }).getByRole("listitem").first().waitFor();
  await keep("held");
  await press("Enter");
  await till.priced();
  await press("F5");
  await keep("sure");
  await press("Enter");
  await page.getByText("本单已取消").waitFor();

  await till.scan("13800000001");
  await till.member.waitFor();
  await keep("member");
  await press("F6");
  await page.getByText(ALWAYS).waitFor();
  await keep("top-up");
  await press("ArrowDown");
  await press("Enter");
  await keep("top-up-chosen");
  await press("F9");
  await till.enter("50");
  await keep("top-up-gift");
  await press("Enter");
  await page.getByLabel("员工工号").waitFor();
  await keep("approver");
  await page.keyboard.type("owner");
  await press("Tab");
  await till.enter("kabao-demo");
  await page.getByRole("status", { name: "充值成功" }).waitFor();
  await keep("topped-up");
  await press("Enter");
  await press("F6");
  await press("F2");
  await keep("convert");
  await press("F3");
  await page.getByRole("button", { name: "金卡" }).waitFor();
  await keep("upgrade");
  await press("F7");
  await page.getByRole("region", { name: "退储值" }).getByRole("listitem").first().waitFor();
  await keep("give-back");
  await press("Enter");
  await page.getByText("商家原因").waitFor();
  await press("ArrowDown");
  await keep("ground");
  await press("Escape");
  await press("Escape");

  await till.scan("6901234501001");
  await till.scan((await mei.asks("/code")).code);
  await till.priced();
  await till.scan("6901234523003");
  await till.priced();
  await keep("member-sale");
  await press("F9");
  await keep("perks");
  await press("Enter");
  await till.priced();
  await press("ArrowDown");
  await press("ArrowDown");
  await press("Enter");
  await till.priced();
  await keep("perks-chosen");
  await press("F10");
  await keep("pay");
  await press("ArrowDown");
  await press("Enter");
  await till.enter("300");
  await keep("pay-split");
  await page.context().setOffline(true);
  await press("Enter");
  await page.getByText("正在查明").waitFor();
  await keep("unsure");
  await page.context().setOffline(false);
  await page.getByRole("status", { name: "收款成功" }).waitFor();
  await keep("paid");
  await press("Enter");

  await press("F7");
  await page.getByRole("region", { name: "小票" }).getByRole("listitem").first().waitFor();
  await keep("receipts");
  await press("Enter");
  await asks(/退一件/);
  await press("ArrowDown");
  await press("+");
  await keep("return");
  await press("F10");
  await keep("reason");
  await press("Enter");
  await page.getByRole("status", { name: "退货成功" }).waitFor();
  await keep("refunded");
}
