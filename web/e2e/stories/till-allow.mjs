// 小周 sells, and takes nothing back alone.
import assert from "node:assert/strict";
import { barriersOn } from "../eyes.mjs";
import { hire, openTill } from "../staff.mjs";
import { story } from "../story.mjs";

const MILK = "6901234503005";

let till;

async function sold() {
  await till.scan(MILK);
  await till.priced();
  await till.press("Enter");
  await till.enter("500");
  await till.press("Enter");
  await till.paid();
  await till.press("Enter", "F7");
  await till.page.getByRole("region", { name: "小票" }).getByRole("listitem").first().waitFor();
  await till.press("Enter");
  await till.page.getByRole("region", { name: "小票内容" }).getByText("确认时输入工号和密码").waitFor();
}

story("a clerk who may not take goods back is told so first, and does it with the number of somebody who may (POS-02)", async ({ town, counter }) => {
  const shop = await counter();
  await shop.office("POST", "/roles", { name: "见习收银", rights: ["till.sell"] });
  const clerk = await hire(town, shop, { role: "见习收银", login: "xiaozhou", name: "小周", number: "4207" });
  till = await openTill(town, { login: clerk.login, password: clerk.password });
  await sold();
  assert.deepEqual(await barriersOn(till.page, "a return that needs somebody"), []);
  const sent = [];
  till.page.on("request", (request) => request.method() === "POST" && /\/(refunds|void)$/.test(request.url()) && sent.push(request.url()));
  await till.press("F4", "F10", "Enter");
  const form = till.page.getByRole("region", { name: "需要授权" });
  await form.getByText(/^退还全部商品，退 ¥/).waitFor();
  await form.getByText("原因：顾客不要了").waitFor();
  await till.asksFor("工号或账号");
  assert.deepEqual(await barriersOn(till.page, "a return that somebody has to allow"), []);
  assert.deepEqual(sent, [], "nobody was asked for permission in vain");
  await till.page.keyboard.type(clerk.number);
  await till.press("Tab");
  await till.enter(clerk.password);
  await till.page.getByRole("alert").getByText("没有这个权限").waitFor();
  await form.getByLabel("工号或账号").fill("1001");
  await form.getByLabel("密码").fill("kabao-demo");
  await till.press("Enter");
  await till.page.getByRole("status", { name: "退货成功" }).waitFor();
  await till.press("Enter");

  const { items } = await shop.office("GET", "/audit?action=sale.refund&limit=1");
  assert.equal(items[0].actor, "小周");
  assert.ok(items[0].changes.some(({ name, after }) => name === "审批人" && after === "王店主"), JSON.stringify(items[0].changes));
});

story("a void takes the same word, and Esc leads back to its reason (POS-02)", async () => {
  await sold();
  await till.press("F5", "Enter");
  const form = till.page.getByRole("region", { name: "需要授权" });
  await form.getByText(/^作废整单，退 ¥/).waitFor();
  await till.press("Escape");
  await till.page.getByRole("region", { name: "原因" }).getByText("作废整单，为什么？").waitFor();
  await till.press("Enter");
  await form.getByLabel("工号或账号").fill("owner");
  await form.getByLabel("密码").fill("kabao-demo");
  await form.getByRole("button", { name: "同意" }).click();
  await till.page.getByRole("status", { name: "退货成功" }).getByText("已作废").waitFor();
  await till.press("Enter");
});
