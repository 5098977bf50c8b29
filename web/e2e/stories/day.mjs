// The owner's morning: the day's figures, and what is behind them.
import assert from "node:assert/strict";
import { barriersOn } from "../eyes.mjs";
import { goTo } from "../staff.mjs";
import { story } from "../story.mjs";

const BOTTLE = "6901234523003";

/** A figure of today as it stands on the page. */
async function figure(office, name) {
  const card = office.getByRole("list", { name: "今天" }).getByRole("link").filter({ hasText: name });
  await card.waitFor();
  return { card, text: await card.locator("strong").textContent() };
}

const numberOf = (text) => Number(text.replace(/[^\d.]/g, ""));

story("a sale is in the day's figures at once, and the rows behind them add up (RPT-01)", async ({ counter: atCounter, office: open }) => {
  const [counter, office] = [await atCounter(), await open()];
  await goTo(office, "仪表盘");
  const before = await figure(office, "销售笔数");
  const amount = numberOf((await figure(office, "销售额")).text);
  const { payable } = await counter.sell({}, [{ code: BOTTLE, quantity: 1_000 }], "cash");
  await office.getByRole("button", { name: "刷新" }).click();
  const count = numberOf(before.text) + 1;
  await before.card.getByText(`${count} 笔`, { exact: true }).waitFor();
  const { card, text } = await figure(office, "销售额");
  assert.equal(Math.round(numberOf(text) * 100), Math.round(amount * 100) + payable);
  await office.locator("canvas").waitFor();
  assert.deepEqual(await barriersOn(office, "dashboard"), []);

  await card.click();
  await office.getByRole("heading", { name: "销售额明细" }).waitFor();
  const rows = office.getByRole("row").filter({ has: office.getByRole("cell") });
  await office.getByText("到头了").waitFor();
  assert.equal(await rows.count(), count);
  const amounts = await rows.locator("td:last-child").allTextContents();
  assert.equal(Math.round(amounts.reduce((sum, one) => sum + numberOf(one), 0) * 100), Math.round(numberOf(text) * 100));
});

story("a report is of any days, of one store or all, and as a table (RPT-01)", async ({ office: open }) => {
  const office = await open();
  await goTo(office, "报表");
  await office.getByRole("button", { name: "今天" }).click();
  await office.getByRole("region", { name: "各门店" }).getByRole("row", { name: /^万象城店/ }).waitFor();
  await office.getByLabel("看哪一项").selectOption("销售笔数");
  await office.getByText("看数字").click();
  await office.getByRole("table").first().getByRole("link").first().waitFor();
  assert.deepEqual(await barriersOn(office, "reports"), []);
  await office.getByLabel("门店", { exact: true }).selectOption("人民路店");
  assert.equal(await office.getByLabel("看哪一项").getByText("新增会员").count(), 0);
  await office.getByLabel("从").fill("2020-01-01");
  await office.getByRole("alert").waitFor();
});
