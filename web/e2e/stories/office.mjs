// 王店主 in the back office.
import assert from "node:assert/strict";
import { barriersOn } from "../eyes.mjs";
import { goTo } from "../staff.mjs";
import { story } from "../story.mjs";

story("the default level counts for those who join after it was changed (REG-04, REG-09)", async ({ phoneOf, office: open }) => {
  const [mei, li, office] = [await phoneOf("小美"), await phoneOf("丽丽"), await open()];
  await goTo(office, "微信设置");
  const till = office.getByLabel("收银台登记的默认卡类型");
  const before = await till.inputValue();
  await office.getByLabel("微信注册的默认卡类型").selectOption({ label: "金卡（3）" });
  await office.getByRole("button", { name: "保存", exact: true }).click();
  await office.getByText("已保存，从现在起的新会员按新设置登记").waitFor();
  await office.reload();
  assert.equal(await office.getByLabel("微信注册的默认卡类型").locator("option:checked").textContent(), "金卡（3）");
  assert.equal(await till.inputValue(), before, "the till's default is another");

  await li.follow();
  await li.openCentre();
  await li.register("13800000003", "丽丽");
  await li.web.getByText("金卡").waitFor();
  assert.equal((await mei.asks("/me")).card.level.name, "普通会员");
});

story("a keyword rule is tried while it is written, and then answers fans", async ({ phoneOf, office: open }) => {
  const [li, office] = [await phoneOf("丽丽"), await open()];
  await goTo(office, "关键词回复");
  await office.getByRole("button", { name: "新建规则" }).click();
  const editor = office.getByRole("dialog", { name: "新建规则" });
  await editor.getByPlaceholder("例如 新会员中心").fill("营业时间");
  await editor.getByPlaceholder("可以换行").fill("每天 9:00 到 21:00");
  const trial = office.getByRole("region", { name: "试一试" });
  await trial.getByLabel("粉丝发来的话").fill("营业时间");
  const why = trial.locator("[aria-live]");
  await why.getByText("命中「营业时间」：完全匹配，优先级 100", { exact: true }).waitFor();
  await trial.getByText("每天 9:00 到 21:00").waitFor();

  await editor.getByRole("button", { name: "保存" }).click();
  await office.getByText("已保存，粉丝下一条消息就按新规则回复").waitFor();
  await trial.getByLabel("粉丝发来的话").fill("会员日");
  await why.getByText("命中「会员」：包含").waitFor();

  await li.closeWeb();
  await li.say("营业时间");
  await li.hears("每天 9:00 到 21:00");
});

story("a menu that is published is on the phone", async ({ phoneOf, office: open }) => {
  const [li, office] = [await phoneOf("丽丽"), await open()];
  await goTo(office, "公众号菜单");
  await office.getByRole("group", { name: "菜单预览" }).getByRole("button", { name: "门店地址" }).click();
  await office.getByLabel("名称").fill("到店看看");
  await office.getByRole("button", { name: "发布到微信" }).click();
  await office.getByRole("dialog", { name: "发布到微信？" }).getByRole("button", { name: "发布" }).click();
  await office.getByText("已发布到微信").waitFor();

  await li.screen.getByRole("button", { name: "显示菜单" }).click();
  await li.screen.getByRole("button", { name: "到店看看" }).click();
  await li.hears("人民路店：");
  await goTo(office, "操作日志");
  await office.getByRole("cell", { name: "王店主" }).first().waitFor();
});

story("a link leads where it says, groups stay folded, and on a narrow screen the navigation comes when called", async ({ town, office: open }) => {
  const office = await open();
  await office.goto(`${town.gateway.url}/office/keywords`);
  await office.getByRole("heading", { level: 1, name: "关键词回复" }).waitFor();
  const navigation = office.getByRole("navigation", { name: "后台页面" });
  const link = navigation.getByRole("link", { name: "公众号菜单" });
  await navigation.getByRole("button", { name: "微信", exact: true }).click();
  await link.waitFor({ state: "hidden" });
  await office.reload();
  await navigation.waitFor();
  assert.equal(await link.count(), 0);
  await navigation.getByRole("button", { name: "微信", exact: true }).click();

  await office.setViewportSize({ width: 700, height: 800 });
  await navigation.waitFor({ state: "hidden" });
  await office.getByRole("button", { name: "导航", exact: true }).click();
  assert.deepEqual(await barriersOn(office, "the narrow navigation"), []);
  await link.click();
  await office.getByRole("heading", { level: 1, name: "公众号菜单" }).waitFor();
  await navigation.waitFor({ state: "hidden" });
  await office.setViewportSize({ width: 1280, height: 800 });
});

story("a member is looked up from any page by the tail of the phone, which no address keeps (PRF-03)", async ({ phoneOf, office: open }) => {
  const [, office] = [await phoneOf("小美"), await open()];
  await goTo(office, "操作日志");
  await office.getByRole("searchbox", { name: "找会员" }).fill("0001");
  await office.keyboard.press("Enter");
  await office.getByRole("heading", { level: 1, name: "会员", exact: true }).waitFor();
  await office.getByText("小美").first().waitFor();
  assert.ok(!office.url().includes("0001"), office.url());
});
