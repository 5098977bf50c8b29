// 王店主 looks for members, and looks after them.
import assert from "node:assert/strict";
import { barriersOn } from "../eyes.mjs";
import { goTo, hire, signInAt } from "../staff.mjs";
import { story } from "../story.mjs";

const saysIt = (office, words) => office.getByRole("alert").getByText(words).first().waitFor();
const drawer = (office, name) => office.getByRole("dialog", { name });

/** Of whom the office makes a member; nobody's phone is on the desk. */
const TING = { name: "周婷", phone: "13800000081" };

/** The page of somebody. */
async function openMember(office, { name, phone }, tab) {
  await goTo(office, "会员");
  await office.getByLabel("搜索会员").fill(phone);
  await office.getByRole("link", { name: new RegExp(name.slice(0, 1)) }).click();
  await office.getByRole("heading", { level: 1, name }).waitFor();
  if (tab) await office.getByRole("navigation", { name: "会员资料" }).getByRole("link", { name: tab }).click();
}

const saveProfile = (office) => office.getByRole("main").getByRole("button", { name: "保存", exact: true }).click();

story("members are found by a phone's tail, shown as table and as grid, opened without a mouse (PRF-03)", async ({ office: open }) => {
  const office = await open();
  await goTo(office, "会员");
  await office.getByRole("row", { name: /小美/ }).getByText("138****0001").waitFor();
  assert.deepEqual(await barriersOn(office, "members as a table"), []);
  await office.getByRole("button", { name: "卡片" }).click();
  await office.getByRole("main").getByRole("listitem").filter({ hasText: "小美" }).waitFor();
  assert.deepEqual(await barriersOn(office, "members as a grid"), []);
  await office.getByRole("button", { name: "列表" }).click();

  await office.keyboard.press("/");
  await office.keyboard.type("0001");
  await office.getByRole("row", { name: /小美/ }).waitFor();
  assert.equal(await office.getByRole("main").locator("tbody tr").count(), 1);
  assert.doesNotMatch(office.url(), /0001/, "what was looked for is no part of the address");
  await office.getByLabel("搜索会员").press("Tab");
  await office.getByRole("heading", { level: 1 }).click();
  await office.keyboard.press("j");
  await office.keyboard.press("Enter");
  await office.getByRole("heading", { level: 1, name: /小美/ }).waitFor();
});

story("a filter is kept as a view under a name (PRF-03)", async ({ office: open }) => {
  const office = await open();
  await goTo(office, "会员");
  await office.getByLabel("搜索会员").fill("");
  await office.getByLabel("来源").selectOption({ label: "微信注册" });
  await office.getByRole("button", { name: /来源：微信注册/ }).waitFor();
  await office.getByRole("button", { name: "存为视图" }).click();
  await drawer(office, "存为视图").getByLabel("名称").fill("微信来的");
  await drawer(office, "存为视图").getByRole("button", { name: "保存" }).click();
  await office.getByRole("button", { name: "微信来的", pressed: true }).waitFor();
  await office.getByRole("button", { name: "全部会员" }).click();
  await office.getByRole("button", { name: "微信来的", pressed: false }).click();
  await office.getByRole("button", { name: /来源：微信注册/ }).waitFor();
});

story("a member is added in the office, and a phone that is taken is refused in words (REG-11)", async ({ office: open }) => {
  const office = await open();
  await goTo(office, "会员");
  await office.getByRole("button", { name: "新增会员" }).click();
  const sheet = drawer(office, "新增会员");
  await sheet.getByLabel("手机号").fill("13800000001");
  await sheet.getByLabel("昵称").fill(TING.name);
  await sheet.getByLabel("姓名").fill(TING.name);
  await sheet.getByRole("button", { name: "新增" }).click();
  await sheet.getByRole("alert").waitFor();
  await sheet.getByLabel("手机号").fill(TING.phone);
  await sheet.getByRole("button", { name: "新增" }).click();
  await office.getByRole("heading", { level: 1, name: TING.name }).waitFor();
  await office.getByRole("main").getByText(/后台新增/).waitFor();
  assert.equal(await office.getByLabel("姓名").inputValue(), TING.name);
});

story("several members are tagged at once, and found by the tag", async ({ office: open }) => {
  const office = await open();
  await goTo(office, "会员");
  await office.getByRole("button", { name: "标签", exact: true }).click();
  const tags = drawer(office, "标签");
  await tags.getByLabel("新标签").fill("孕晚期");
  await tags.getByRole("button", { name: "新建标签" }).click();
  await tags.getByRole("list", { name: "已有的标签" }).getByText("孕晚期").waitFor();
  await tags.getByRole("button", { name: "取消" }).click();
  await office.getByRole("row", { name: new RegExp(TING.name.slice(0, 1)) }).getByRole("checkbox").check();
  await office.getByRole("button", { name: "打标签" }).click();
  const bulk = drawer(office, "给 1 位会员打标签");
  await bulk.getByRole("group", { name: "加上" }).getByLabel("孕晚期").check();
  await bulk.getByRole("button", { name: "保存" }).click();
  await saysIt(office, "标签已改");
  await office.getByLabel("标签", { exact: true }).selectOption({ label: "孕晚期" });
  await office.getByRole("row", { name: /周/ }).getByText("孕晚期").waitFor();
  await office.getByRole("button", { name: /标签：孕晚期/ }).click();
});

story("every field of a member can be written (PRF-04)", async ({ office: open }) => {
  const office = await open();
  await openMember(office, TING);
  await office.getByLabel("称谓").fill("宝妈");
  await office.getByLabel("工作岗位").fill("教师");
  await office.getByLabel("证件号").fill("330102199003070027");
  await saveProfile(office);
  await saysIt(office, "会员资料已保存");
  await office.reload();
  await office.getByLabel("称谓").waitFor();
  assert.equal(await office.getByLabel("称谓").inputValue(), "宝妈");
  assert.match(await office.getByLabel("证件号").getAttribute("placeholder"), /^330\*+/);
  assert.deepEqual(await barriersOn(office, "a member"), []);
});

story("of two tabs with one member, the second to save is told, and loses nothing that was typed (PRF-04)", async ({ office: open }) => {
  const office = await open();
  await openMember(office, TING);
  const stale = await office.context().newPage();
  await stale.goto(office.url());
  await stale.getByLabel("工作岗位").fill("校长");

  await office.getByLabel("工作岗位").fill("医生");
  await saveProfile(office);
  await saysIt(office, "会员资料已保存");

  await saveProfile(stale);
  const told = stale.getByRole("main").getByRole("alert");
  await told.getByRole("button", { name: "放弃我的修改，看最新的" }).waitFor();
  assert.equal(await stale.getByLabel("工作岗位").inputValue(), "校长", "what was typed is still there");
  assert.deepEqual(await barriersOn(stale, "a stale page"), []);
  await office.reload();
  await office.getByLabel("工作岗位").waitFor();
  assert.equal(await office.getByLabel("工作岗位").inputValue(), "医生", "nothing was overwritten");

  await told.getByRole("button").click();
  await told.waitFor({ state: "detached" });
  assert.equal(await stale.getByLabel("工作岗位").inputValue(), "医生");
  await stale.getByLabel("工作岗位").fill("校长");
  await saveProfile(stale);
  await saysIt(stale, "会员资料已保存");
  await stale.close();
});

story("an edit of a benefit is an entry with operator and reason (PRF-05)", async ({ office: open }) => {
  const office = await open();
  await openMember(office, TING, "权益");
  await office.getByRole("button", { name: "编辑积分" }).click();
  const edit = drawer(office, "编辑积分");
  await edit.getByLabel("增加或减少").fill("12.5");
  await edit.getByRole("status").getByText("→").waitFor();
  await edit.getByLabel("原因").fill("活动补发");
  await edit.getByRole("button", { name: "记账" }).click();
  await saysIt(office, "积分已修改");
  await office.getByRole("button", { name: "查看积分" }).click();
  const entries = drawer(office, "积分的来去");
  const row = entries.getByRole("row", { name: /活动补发/ });
  await row.getByText("+12.5").waitFor();
  await row.getByText("王店主").waitFor();
  assert.deepEqual(await barriersOn(office, "entries"), []);
  await entries.getByRole("button", { name: "关闭", exact: true }).click();
});

story("the whole phone is shown for a reason, and who looked is told (G9)", async ({ office: open }) => {
  const office = await open();
  await openMember(office, TING);
  await office.getByRole("button", { name: "查看手机号" }).click();
  const peek = drawer(office, "查看完整手机号");
  await peek.getByRole("button", { name: "核对会员身份" }).click();
  await peek.getByRole("button", { name: "查看", exact: true }).click();
  await peek.getByText("138 0000 0081").waitFor();
  await peek.getByRole("button", { name: "关闭", exact: true }).click();
  await peek.waitFor({ state: "detached" });
  assert.equal(await office.getByText("138 0000 0081").count(), 0);
  await office.getByRole("navigation", { name: "会员资料" }).getByRole("link", { name: "谁看过手机号" }).click();
  await office.getByRole("row", { name: /王店主.*核对会员身份/ }).waitFor();
});

story("a phone that was typed wrong is mended for a reason, and stored value rests (PRF-04, B11)", async ({ office: open, counter }) => {
  const [office, desk] = [await open(), await counter()];
  await desk.office("POST", "/members", { phone: "13800000083", nickname: "吴悦" });
  await desk.office("POST", "/members", { phone: "13800000085", nickname: "何悦" });
  await openMember(office, { name: "吴悦", phone: "13800000083" });
  await office.getByRole("button", { name: "改手机号" }).click();
  const sheet = drawer(office, "改手机号");
  await sheet.getByText("储值 24 小时内不能用").waitFor();
  assert.deepEqual(await barriersOn(office, "a phone that is mended"), []);
  await sheet.getByLabel("新手机号").fill("13800000085");
  await sheet.getByRole("button", { name: "录错了" }).click();
  await sheet.getByRole("button", { name: "改成新号码" }).click();
  await sheet.getByRole("alert").getByText("另一位会员").waitFor();
  await sheet.getByLabel("新手机号").fill("138 0000 0084");
  await sheet.getByRole("button", { name: "改成新号码" }).click();
  await saysIt(office, "手机号已改");
  await office.getByRole("main").getByText("138****0084").waitFor();
  await goTo(office, "操作日志");
  await office.getByRole("row", { name: /修改会员手机号.*录错了/ }).getByText("138****0083").first().waitFor();
});

story("a level is given by hand, and says why it is so", async ({ office: open }) => {
  const office = await open();
  await openMember(office, TING, "卡");
  await office.getByRole("button", { name: "调整等级" }).click();
  const sheet = drawer(office, "调整等级");
  await sheet.getByRole("listitem").first().waitFor();
  await sheet.getByLabel("改成").selectOption({ label: "金卡" });
  await sheet.getByLabel("原因").fill("老客户");
  await sheet.getByRole("button", { name: "调整", exact: true }).click();
  await sheet.waitFor({ state: "detached" });
  await office.getByRole("navigation", { name: "会员资料" }).getByRole("link", { name: "等级记录" }).click();
  await office.getByRole("row", { name: /→ 金卡.*老客户/ }).waitFor();
});

story("a purchase opens with what explains its prices, how it was paid and what came back (PRF-08)", async ({ office: open, counter }) => {
  const [office, desk] = [await open(), await counter()];
  const { card } = await desk.till("POST", "/identify", { scan: TING.phone });
  const { sale } = await desk.sell({ card: card.id }, [{ name: "散装饼干", price: 10_000, quantity: 1_500 }], "cash");
  await desk.refund(sale, 1);
  await openMember(office, TING, "购买记录");
  const row = office.getByRole("row", { name: /散装饼干/ });
  await row.getByRole("button", { name: /查看/ }).click();
  const sheet = drawer(office, /的购买/);
  await sheet.getByText("万象城店").waitFor();
  await sheet.getByRole("row", { name: /散装饼干.*1\.5/ }).getByText("已退 1").waitFor();
  await sheet.getByText("不合适").waitFor();
  assert.deepEqual(await barriersOn(office, "a purchase"), []);
  await office.keyboard.press("Escape");
  await sheet.waitFor({ state: "detached" });
});

story("a fan without a member record is no member (REG-17)", async ({ phoneOf, office: open }) => {
  const [fan, office] = [await phoneOf("路过", "13800000082"), await open()];
  await fan.follow();
  await goTo(office, "微信粉丝");
  await office.getByRole("main").getByRole("listitem").first().waitFor();
  assert.deepEqual(await barriersOn(office, "fans"), []);
  assert.equal(await office.getByRole("main").getByText("小美").count(), 0, "members are not among the fans");
  await office.getByRole("link", { name: "看微信会员" }).click();
  await office.getByRole("row", { name: /小美/ }).waitFor();
});

story("who signs in next finds nothing that the one before looked for", async ({ town, counter }) => {
  const [one, next] = [
    await hire(town, await counter(), { login: "tangdian", name: "汤店员", number: "2031" }),
    await hire(town, await counter(), { login: "weidian", name: "魏店员", number: "2032" }),
  ];
  const page = await (await town.machine(1280, 800)).newPage();
  await page.goto(`${town.gateway.url}/office`);
  await signInAt(page, one.login, one.password);
  await goTo(page, "会员");
  await page.getByLabel("搜索会员").fill(TING.phone);
  await page.getByLabel("来源").selectOption({ label: "后台新增" });
  await page.getByRole("row", { name: /周/ }).waitFor();
  await page.getByRole("button", { name: new RegExp(one.name) }).click();
  await page.getByRole("button", { name: "退出", exact: true }).click();
  await signInAt(page, next.login, next.password);
  await goTo(page, "会员");
  assert.equal(await page.getByLabel("搜索会员").inputValue(), "");
  assert.equal(await page.getByLabel("来源").inputValue(), "");
  await page.getByRole("row", { name: /小美/ }).waitFor();
  await page.context().close();
});
