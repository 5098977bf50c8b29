// 王店主 writes rules, and tries them before they hold.
import assert from "node:assert/strict";
import { barriersOn } from "../eyes.mjs";
import { goTo, hire, signInAt } from "../staff.mjs";
import { story } from "../story.mjs";

const saysIt = (office, words) => office.getByRole("alert").getByText(words).first().waitFor();
const drawer = (office, name) => office.getByRole("dialog", { name });

story("a points rule is tried on a receipt beside what holds, and holds once it is published (PTS-01, PTS-03, PTS-09)", async ({ office: open }) => {
  const office = await open();
  await goTo(office, "积分规则");
  const trial = office.getByRole("region", { name: "试算" });
  await trial.getByLabel("会员等级").selectOption({ label: "普通会员" });
  await trial.getByRole("article", { name: "现在的规则" }).getByText("得 100 分", { exact: true }).waitFor();
  await office.getByLabel("多少元积 1 分").fill("2");
  await trial.getByRole("article", { name: "发布草稿以后" }).getByText("得 50 分", { exact: true }).waitFor();
  await trial.getByRole("article", { name: "现在的规则" }).getByText("得 100 分", { exact: true }).waitFor();
  assert.deepEqual(await barriersOn(office, "points"), []);
  for (const yuan of ["2", "1"]) {
    await office.getByLabel("多少元积 1 分").fill(yuan);
    await office.getByRole("button", { name: "发布" }).click();
    await saysIt(office, "已发布，从现在起按新规则算");
    await office.getByRole("button", { name: "发布" }).and(office.locator(":disabled")).waitFor();
  }
});

story("a store gets a copy of the rule, differs, and goes back to headquarters' (PTS-08)", async ({ office: open }) => {
  const office = await open();
  await goTo(office, "积分抵现");
  await office.getByRole("button", { name: "复制到门店" }).click();
  const copy = drawer(office, "复制到门店");
  await copy.getByLabel("万象城店").check();
  await copy.getByRole("button", { name: "复制", exact: true }).click();
  await saysIt(office, "已复制到 1 家门店");
  await office.getByLabel("看哪里的规则").selectOption({ label: "万象城店" });
  await office.getByText("这家店用的是自己的规则").waitFor();
  await office.getByRole("button", { name: "改回总部的规则" }).click();
  await office.getByRole("dialog", { name: "改回总部的规则？" }).getByRole("button", { name: "改回总部的" }).click();
  await office.getByText("这家店用的是总部的规则").waitFor();
});

story("ways up and down that cannot go together are refused in words (C11, LVL-02)", async ({ office: open }) => {
  const office = await open();
  await goTo(office, "会员类型");
  await office.getByRole("row", { name: /金卡/ }).getByText("全场 9 折").waitFor();
  const told = office.getByRole("complementary", { name: "会发生什么" });
  await told.getByRole("listitem").first().waitFor();
  await office.getByLabel("按成长值").check();
  await office.getByLabel("降到指定等级").check();
  await told.getByText("成长").first().waitFor();
  await told.getByRole("alert").waitFor();
  assert.equal(await office.getByRole("button", { name: "发布" }).isDisabled(), true);
  assert.deepEqual(await barriersOn(office, "levels"), []);
  await office.getByRole("button", { name: "还原" }).click();
  await told.getByRole("alert").waitFor({ state: "detached" });
});

story("a level's discount is tried before it is saved", async ({ office: open }) => {
  const office = await open();
  await goTo(office, "会员类型");
  await office.getByRole("button", { name: "编辑 银卡" }).click();
  const sheet = drawer(office, "编辑 银卡");
  await sheet.getByLabel("全场几折").fill("9.2");
  await sheet.getByRole("article", { name: "现在的规则" }).getByText("应收 ¥95").waitFor();
  await sheet.getByRole("article", { name: "发布草稿以后" }).getByText("应收 ¥92").waitFor();
  await sheet.getByLabel("全场几折").fill("9.5");
  await sheet.getByRole("button", { name: "取消" }).click();
  await sheet.waitFor({ state: "detached" });
});

story("a new level is tried before there is one (LVL-02)", async ({ office: open }) => {
  const office = await open();
  await goTo(office, "会员类型");
  await office.getByRole("button", { name: "新建会员类型" }).click();
  const sheet = drawer(office, "新建会员类型");
  await sheet.getByLabel("名称", { exact: true }).first().fill("黑金卡");
  await sheet.getByLabel("全场几折").fill("7");
  await sheet.getByRole("article", { name: "发布草稿以后" }).getByText("应收 ¥70").waitFor();
  await sheet.getByRole("article", { name: "发布草稿以后" }).getByText("黑金卡").first().waitFor();
  assert.deepEqual(await barriersOn(office, "a new level"), []);
  await sheet.getByRole("button", { name: "取消" }).click();
  await office.getByRole("dialog", { name: "放弃修改？" }).getByRole("button", { name: "放弃修改" }).click();
  await sheet.waitFor({ state: "detached" });
});

story("a store's manager reads the rules of all stores, and finds no button to change them (LVL-01)", async ({ town, counter }) => {
  const desk = await counter();
  const { items: stores } = await desk.office("GET", "/stores");
  const who = await hire(town, desk, { login: "qiandian", name: "钱店长", number: "2033", stores: [stores[0].id] });
  const page = await (await town.machine(1280, 800)).newPage();
  await page.goto(`${town.gateway.url}/office`);
  await signInAt(page, who.login, who.password);
  for (const title of ["会员类型", "充值活动", "积分规则", "积分抵现", "储值设置"]) {
    await goTo(page, title);
    await page.getByText("仅总部可改").first().waitFor();
    await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
    assert.equal(await page.getByRole("main").getByRole("button", { name: /^(新建|编辑|删除|发布|停用|复制)/ }).count(), 0, title);
    assert.deepEqual(await barriersOn(page, title), []);
  }
  await page.context().close();
});

story("a recharge rule is made in yuan, found by its name, changed and withdrawn (RCH-01, RCH-06)", async ({ office: open }) => {
  const office = await open();
  await goTo(office, "充值活动");
  await office.getByRole("button", { name: "新建充值活动" }).click();
  const sheet = drawer(office, "新建充值活动");
  await sheet.getByLabel("充多少").fill("88.5");
  await sheet.getByLabel("通用余额").fill("8.8");
  await sheet.getByRole("article").getByText("88.5").first().waitFor();
  assert.deepEqual(await barriersOn(office, "recharge"), []);
  await sheet.getByRole("button", { name: "保存" }).click();
  await saysIt(office, "充值活动已保存");
  await office.getByLabel("按名称找").fill("88.50");
  const row = office.getByRole("row", { name: /充88\.50送8\.80/ });
  await row.getByText("进行中").waitFor();
  await row.getByRole("button", { name: /^编辑/ }).click();
  const again = drawer(office, /^编辑/);
  await again.getByRole("switch", { name: "每个会员仅限使用一次" }).press("Space");
  await again.getByRole("button", { name: "保存" }).click();
  await row.getByText("每人一次").waitFor();
  await row.getByRole("button", { name: /^停用/ }).click();
  await office.getByRole("dialog", { name: /^停用/ }).getByRole("button", { name: "停用" }).click();
  await office.getByText("没有符合的活动").waitFor();
});

story("a coupon is made and sent, and whoever has it is known (CPN-05)", async ({ office: open }) => {
  const office = await open();
  await goTo(office, "优惠券");
  await office.getByRole("button", { name: "制作优惠券" }).click();
  const sheet = drawer(office, "制作优惠券");
  await sheet.getByLabel("标题").fill("老友立减 5 元");
  await sheet.getByLabel("减多少", { exact: true }).fill("5");
  await sheet.getByLabel("满多少可用").fill("50");
  await sheet.getByText("满 ¥50 减 ¥5；每人 1 张，共 1,000 张").waitFor();
  assert.deepEqual(await barriersOn(office, "coupon"), []);
  await sheet.getByRole("button", { name: "制作", exact: true }).click();
  await saysIt(office, "优惠券已制作");
  await office.getByRole("button", { name: "发送 老友立减 5 元" }).click();
  const send = drawer(office, "发送 老友立减 5 元");
  await send.getByLabel("会员", { exact: true }).fill("13800000081");
  await send.getByRole("list", { name: "找到的会员" }).getByRole("button").first().click();
  await send.getByRole("button", { name: "发送" }).click();
  await saysIt(office, "已发给");
  await office.getByRole("button", { name: /看谁有 老友立减 5 元/ }).click();
  await drawer(office, "谁有 老友立减 5 元").getByText("138****0081").waitFor();
  await drawer(office, "谁有 老友立减 5 元").getByRole("button", { name: "关闭", exact: true }).click();
});

story("goods are added and found at once", async ({ office: open }) => {
  const office = await open();
  await goTo(office, "商品");
  await office.getByRole("button", { name: "新增商品" }).click();
  const sheet = drawer(office, "新增商品");
  await sheet.getByLabel("名称").fill("竹棉纱布巾 3 条");
  await sheet.getByLabel("条码").fill("6901234541007");
  await sheet.getByLabel("零售价").fill("29.9");
  await sheet.getByRole("button", { name: "保存" }).click();
  await saysIt(office, "商品已保存");
  await office.getByLabel("找商品").fill("纱布");
  await office.getByRole("row", { name: /竹棉纱布巾/ }).getByText("¥29.90").waitFor();
});
