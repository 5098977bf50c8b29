// 寿星 shops on her birthday, and 小李 does what is not done every day.
import assert from "node:assert/strict";
import { barriersOn } from "../eyes.mjs";
import { story } from "../story.mjs";

const PHONE = "13800000071";
const DIAPERS = "6901234512007";

const today = () => new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai", month: "2-digit", day: "2-digit" }).format(new Date());

let her;

async function fits(till, screen) {
  const foot = await till.page.evaluate(() => Math.ceil(document.querySelector(".keys").getBoundingClientRect().bottom));
  assert.ok(foot <= 600, `${screen}: the keys end at ${foot}`);
  assert.deepEqual(await barriersOn(till.page, screen), []);
}

story("a clerk is told of a birthday, without its date, and of what the card has (POS-06)", async ({ phoneOf, centreOf, counter, till: open }) => {
  const phone = await phoneOf("寿星", PHONE);
  await phone.follow();
  await phone.openCentre();
  await phone.register(PHONE, "寿星");
  her = await centreOf("寿星");
  await her.goto("/");
  const { nickname, card_name } = await her.asks("/profile");
  assert.equal(await her.tells("PUT", "/profile", { nickname, card_name, email: null, birthday: `1990-${today()}` }), 200);
  await (await counter()).topUp((await her.asks("/me")).card.id, 50_000);

  const till = await open();
  await till.press("Escape");
  await till.clear();
  await till.scan(PHONE);
  const reminders = till.member.getByRole("list", { name: "提醒" });
  await reminders.getByText(/生日/).waitFor();
  assert.doesNotMatch(await till.member.innerText(), /1990/);
  await till.member.getByText("¥500.00").first().waitFor();
  await fits(till, "a member with reminders");
});

story("goods are tapped on, one category after the other (POS-03)", async ({ till: open }) => {
  const till = await open();
  await till.press("F1");
  const shelf = till.page.getByRole("region", { name: "商品", exact: true });
  const tiles = shelf.getByRole("list", { name: "商品" }).getByRole("button");
  await tiles.first().waitFor();
  const all = await tiles.count();
  await fits(till, "the shelf");
  await till.press("ArrowRight");
  await till.page.waitForFunction((most) => document.querySelectorAll(".tiles li").length < most, all);
  await tiles.first().click();
  await tiles.first().click();
  await till.priced();
  await till.press("Escape");
  await till.page.getByRole("list", { name: "商品" }).getByText(/× 2/).first().waitFor();
});

story("a sale that waits says where it was rung up, of whom it is and what it begins with", async ({ till: open }) => {
  const till = await open();
  const [first] = (await till.page.getByRole("list", { name: "商品" }).getByRole("listitem").first().innerText()).split("\n").filter((line) => /\p{Script=Han}{3}/u.test(line));
  await till.press("F2");
  await till.page.getByText(/已挂单/).waitFor();
  await till.press("F3");
  const held = till.page.getByRole("region", { name: "挂单" });
  const row = held.getByRole("listitem").filter({ hasText: first.trim() });
  await row.getByText("T01").waitFor();
  await row.getByText("寿星").waitFor();
  await fits(till, "sales that wait");
  await till.press("Enter");
  await till.priced();
  await till.press("F5", "Enter");
  await till.page.getByText("本单已取消").waitFor();
});

story("money is set aside with the member's code, and taken in part", async ({ till: open }) => {
  const till = await open();
  await till.clear();
  await till.press("F6");
  await till.page.getByText("没有未完成的预授权").waitFor();
  await fits(till, "no holds");
  await till.press("F4");
  await till.enter("200");
  await till.page.getByText("请扫会员手机上的会员码").waitFor();
  await fits(till, "a new hold");
  await till.scan(await her.unusedCode());
  await till.page.getByRole("status", { name: "预授权 ¥200.00" }).waitFor();
  await till.press("Enter");
  await till.press("F6");
  await till.page.getByRole("region", { name: "预授权" }).getByText("¥200.00").waitFor();
  await till.press("Enter");
  await till.enter("999");
  await till.page.getByText("请输入不超过 ¥200.00 的金额").waitFor();
  await till.enter("120");
  await till.page.getByRole("status", { name: "预授权扣款 ¥120.00" }).getByText("储值余额 ¥380.00", { exact: true }).first().waitFor();
  await till.press("Enter");
});

story("money that is set aside is given free again", async ({ till: open }) => {
  const till = await open();
  await till.press("F6", "F4");
  await till.enter("50");
  await till.scan(await her.unusedCode());
  await till.page.getByRole("status", { name: "预授权 ¥50.00" }).waitFor();
  await till.press("Enter", "F6");
  const made = till.page.getByRole("region", { name: "预授权" }).getByRole("listitem");
  await made.getByText("¥50.00").waitFor();
  await made.getByText(/· T01 /).waitFor();
  await fits(till, "holds");
  await till.press("Enter");
  await till.press("F5");
  await till.page.getByRole("status", { name: /预授权已取消/ }).getByText("储值余额 ¥380.00", { exact: true }).first().waitFor();
  await till.press("Enter");
});

story("money goes back and no goods come, never more than was paid (E8)", async ({ till: open }) => {
  const till = await open();
  await till.scan(DIAPERS);
  await till.priced();
  await till.press("Enter");
  await till.enter("500");
  await till.press("Enter");
  await till.paid();
  await till.press("Enter", "F7");
  await till.page.getByRole("region", { name: "小票" }).getByRole("listitem").first().waitFor();
  await till.press("Enter");
  await till.page.getByRole("region", { name: "小票内容" }).waitFor();
  await till.press("F6");
  await till.enter("9999");
  await till.page.getByText(/请输入不超过/).waitFor();
  await fits(till, "money without goods");
  await till.enter("5");
  await till.page.getByRole("region", { name: "原因" }).getByText("退 ¥5.00，为什么？").waitFor();
  await till.press("Enter");
  const done = till.page.getByRole("status", { name: "退货成功" });
  await done.getByText("¥5.00").first().waitFor();
  await till.press("Enter");
});

story("who may not change a gift is asked for somebody who may, before anything is sent (RCH-08)", async ({ till: open }) => {
  const till = await open();
  await till.clear();
  await till.scan(PHONE);
  await till.member.waitFor();
  await till.press("F6");
  await till.enter("100");
  const sent = [];
  const heard = (request) => request.url().endsWith("/v1/till/top-ups") && request.method() === "POST" && sent.push(request.url());
  till.page.on("request", heard);
  await till.press("F9");
  await till.enter("30");
  await till.page.getByText("需要店长或老板的工号").waitFor();
  await till.press("Enter");
  const form = till.page.getByRole("region", { name: "需要授权" });
  await form.getByLabel("工号或账号").fill("owner");
  assert.deepEqual(sent, [], "nobody was asked for permission in vain");
  await form.getByLabel("密码").fill("kabao-demo");
  await form.getByRole("button", { name: "同意" }).click();
  await till.page.getByRole("status", { name: "充值成功" }).waitFor();
  assert.equal(sent.length, 1);
  till.page.off("request", heard);
  await till.press("Enter");
});
