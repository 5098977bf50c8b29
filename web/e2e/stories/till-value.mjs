// 安安 pays in, and what a clerk may not do alone.
import assert from "node:assert/strict";
import { barriersOn } from "../eyes.mjs";
import { ALWAYS, ONCE, owner } from "../shop.mjs";
import { story } from "../story.mjs";

const PHONE = "13800000006";

/** Her card on the counter, and the screen for what it can be served with. */
async function serve(till) {
  await till.clear();
  await till.scan(PHONE);
  await till.member.waitFor();
  await till.press("F6");
  await till.offer(ONCE).waitFor();
}

/** As a clerk finds a rule: by a part of its name (RCH-06). */
async function choose(till, name) {
  await till.enter(name);
  await till.page.getByRole("region", { name: "充值" }).getByRole("listitem").nth(1).waitFor({ state: "detached" });
  await till.offer(name).waitFor();
  await till.press("Enter");
}

story("a rule gives once to each member, and says so before anybody pays (RCH-01, RCH-05, RCH-06)", async ({ phoneOf, till: open }) => {
  const [an, till] = [await phoneOf("安安", PHONE), await open()];
  await an.follow();
  await an.openCentre();
  await an.register(PHONE, "安安");
  await serve(till);
  await till.offer(ONCE).getByText("每人限一次").waitFor();
  assert.deepEqual(await barriersOn(till.page, "top-up"), []);
  await choose(till, ONCE);
  await till.page.getByRole("button", { name: "已收款，充值" }).waitFor();
  await till.press("ArrowRight");
  await till.page.getByRole("button", { name: "微信", pressed: true }).waitFor();
  await till.press("Enter");
  const done = till.page.getByRole("status", { name: "充值成功" });
  await done.getByText("储值余额 ¥110").first().waitFor();

  await till.press("Enter", "F6");
  await till.offer(ONCE).getByText("这位会员已经用过这个充值活动，每人限一次").waitFor();
  await choose(till, ONCE);
  await till.page.getByRole("alert").getByText("每人限一次").waitFor();
  assert.equal(await till.page.getByRole("button", { name: "已收款，充值" }).count(), 0);
  await till.press("Escape");
});

story("another gift than the rule's wants the number of somebody who may (RCH-08)", async ({ till: open }) => {
  const till = await open();
  await serve(till);
  await choose(till, ALWAYS);
  await till.press("F9");
  await till.enter("50");
  await till.page.getByText("赠送改为").waitFor();
  await till.press("Enter");
  await till.asksFor("工号或账号");
  assert.deepEqual(await barriersOn(till.page, "approval"), []);
  await till.page.keyboard.type("clerk");
  await till.press("Tab");
  await till.enter("kabao-demo");
  await till.page.getByRole("alert").getByText("没有这个权限").waitFor();
  await till.page.getByLabel("工号或账号").fill("owner");
  await till.page.getByLabel("密码").fill("kabao-demo");
  await till.press("Enter");
  await till.page.getByRole("status", { name: "充值成功" }).getByText("储值余额 ¥360").first().waitFor();
  await till.press("Enter");
});

story("a merchant who takes the amounts of rules only has it said (RCH-07)", async ({ town, till: open }) => {
  const till = await open();
  const ask = await owner(town);
  const only = (only_rules) => ask("PUT", "/programs/stored-value", { program: { only_rules, points_per_yuan: "100" }, reason: "试" });
  await only(true);
  await serve(till);
  await till.page.getByPlaceholder(/或输入活动名$/).waitFor();
  await till.enter("35");
  await till.page.getByText("本店只按充值活动充值，请选一个活动").waitFor();
  await only(false);
  await till.press("Escape");
});

story("points become stored value when she shows her code, and a card's number does not do (RDM-07)", async ({ town, phoneOf, till: open }) => {
  const [an, till] = [await phoneOf("安安"), await open()];
  const ask = await owner(town);
  const { card } = await an.asks("/me");
  await ask("POST", `/cards/${card.id}/adjust`, { asset: "points", amount: "500", reason: "活动补发" });
  await serve(till);
  await till.page.getByRole("button", { name: /积分转储值/ }).waitFor();
  await till.press("F2");
  await till.enter("300");
  await till.enter("13800");
  await till.page.getByText("转 13800 积分").first().waitFor();
  await till.press("Escape");
  await till.member.waitFor();
  await till.press("F6", "F2");
  await till.enter("300");
  await till.scan((await an.asks("/code")).code);
  const done = till.page.getByRole("status", { name: "积分已转储值" });
  await done.getByText("300 积分 → ¥3").first().waitFor();
  await done.getByText("剩余积分 200").first().waitFor();
  await till.press("Enter");
});

story("a level is sold at its price, and a top-up is given back by the book (LVL-05)", async ({ till: open }) => {
  const till = await open();
  await serve(till);
  await till.press("F3");
  await till.page.getByRole("button", { name: "金卡" }).waitFor();
  await till.press("Enter");
  await till.page.getByRole("status", { name: "已升级为金卡" }).waitFor();
  await till.press("Enter");

  await serve(till);
  await till.press("F7");
  const records = till.page.getByRole("region", { name: "退储值" }).getByRole("listitem");
  await records.first().waitFor();
  await till.press("Enter");
  const grounds = till.page.getByRole("region", { name: "退款原因" });
  await grounds.getByText("消费者原因").waitFor();
  await till.press("ArrowDown", "ArrowDown");
  await grounds.getByText(/^本金 200.00 − 已消费商品按原价 0.00 = 200.00 元。$/).waitFor();
  assert.deepEqual(await barriersOn(till.page, "giving back"), []);
  await till.press("Enter");
  await till.asksFor("工号或账号");
  await till.page.keyboard.type("owner");
  await till.press("Tab");
  await till.enter("kabao-demo");
  await till.page.getByRole("status", { name: "退还 ¥200" }).waitFor();
  await till.press("Enter");
});

story("whoever is registered in the midst of a sale buys at once, and brings a coupon of paper (REG-10, CPN-02)", async ({ town, till: open }) => {
  const till = await open();
  const ask = await owner(town);
  const { items } = await ask("GET", "/coupons");
  const paper = items.find(({ title }) => title === "奶粉辅食 88 折券");
  const [number] = (await ask("POST", `/coupons/${paper.id}/print`, { count: 1 })).numbers;
  await till.clear();
  await till.scan("6901234501001");
  await till.priced("¥298.00");
  await till.scan(number);
  await till.page.getByRole("alert").getByText("请先扫会员码").waitFor();

  const phone = "13800000008";
  const { id } = await town.simulator("/people", { nickname: "小满", phone });
  await till.press("F8");
  await till.asksFor("会员的手机号");
  await till.enter(phone);
  await till.asksFor("短信里的验证码");
  const { messages } = await town.simulator(`/people/${id}/sms?wait_ms=10000`);
  await till.enter(messages.at(-1).code);
  await till.asksFor("普通卡");
  await till.press("Enter");
  await till.asksFor("身份证号码");
  await till.page.getByRole("button", { name: "跳过" }).focus();
  await till.press("Enter");
  await till.page.locator("button:focus").getByText("完成").waitFor();
  await till.press("Enter");
  await till.bill.getByText("138****0008").waitFor();
  await till.priced("¥288.00");

  const wrong = `${number.slice(0, -1)}${(Number(number.at(-1)) + 1) % 10}`;
  await till.scan(wrong);
  await till.page.getByRole("alert").getByText("券号不正确").waitFor();
  await till.scan(number);
  await till.page.getByRole("status").getByText("已激活：奶粉辅食 88 折券").waitFor();
  await till.press("F9");
  await till.page.getByRole("region", { name: "券和积分" }).getByRole("button", { name: "奶粉辅食 88 折券" }).waitFor();
  await till.press("ArrowDown", "ArrowDown", "Enter");
  await till.bill.getByText("奶粉辅食 88 折券").waitFor();
  await till.priced("¥253.44");
  await till.press("Escape", "F5", "Enter");
  await till.page.getByText("本单已取消").waitFor();
});
