// Who works here, and what they may.
import assert from "node:assert/strict";
import { barriersOn } from "../eyes.mjs";
import { goTo, signInAt } from "../staff.mjs";
import { story } from "../story.mjs";

const PASSWORD = "correct horse battery";

/** The owner makes a link for somebody new; what is to be opened of it is behind the host. */
async function invite(office, { login, name, number, role, store }) {
  await goTo(office, "员工");
  await office.getByRole("button", { name: "邀请员工" }).click();
  const form = office.getByRole("dialog", { name: "邀请员工" });
  await form.getByLabel("账号").fill(login);
  await form.getByLabel("姓名").fill(name);
  await form.getByLabel("工号").fill(number);
  await form.getByLabel("角色").selectOption(role);
  await form.getByLabel(store).check();
  await form.getByRole("button", { name: "生成邀请链接" }).click();
  const shown = office.getByRole("dialog", { name: "邀请链接" });
  const link = new URL(await shown.locator("code").textContent());
  assert.deepEqual(await barriersOn(office, "the link"), []);
  await shown.getByRole("button", { name: "发好了" }).click();
  await shown.waitFor({ state: "detached" });
  return link.pathname + link.hash;
}

async function takeUp(town, path) {
  const page = await (await town.machine(1280, 800)).newPage();
  await page.goto(town.gateway.url + path);
  await page.getByRole("heading", { name: "欢迎加入" }).waitFor();
  assert.equal(new URL(page.url()).hash, "", "the token stays in the address bar");
  assert.deepEqual(await barriersOn(page, "an invitation"), []);
  await page.getByLabel("新密码").fill(PASSWORD);
  await page.getByLabel("再输入一次").fill(PASSWORD);
  await page.getByRole("button", { name: "设好密码" }).click();
  await page.getByRole("button", { name: "去登录" }).click();
  return page;
}

const row = (office, name) => office.getByRole("row", { name: new RegExp(`^${name}`) });

story("whoever is invited sets a password, sees what their role shows, and is out when suspended (ADM-09, ADM-03)", async ({ town, office: open }) => {
  const office = await open();
  const path = await invite(office, { login: "lidianzhang", name: "李店长", number: "2001", role: "店长", store: "人民路店" });
  await row(office, "李店长").getByRole("button", { name: "重发邀请" }).waitFor();

  const theirs = await takeUp(town, path);
  await signInAt(theirs, "lidianzhang", PASSWORD);
  const pages = await theirs.getByRole("navigation", { name: "后台页面" }).getByRole("link").allTextContents();
  assert.ok(pages.includes("会员") && !pages.includes("微信设置"), pages.join());
  await theirs.goto(`${town.gateway.url}/office/settings`);
  await theirs.getByRole("heading", { name: "您没有看这一页的权限" }).waitFor();

  const again = await (await town.machine(1280, 800)).newPage();
  await again.goto(town.gateway.url + path);
  await again.getByLabel("新密码").fill(PASSWORD);
  await again.getByLabel("再输入一次").fill(PASSWORD);
  await again.getByRole("button", { name: "设好密码" }).click();
  await again.getByRole("heading", { name: "这个邀请用不了" }).waitFor();
  await again.close();

  await goTo(office, "员工");
  await row(office, "李店长").getByRole("button", { name: "停用" }).click();
  await office.getByRole("dialog", { name: "停用「李店长」？" }).getByRole("button", { name: "停用" }).click();
  await row(office, "李店长").getByRole("button", { name: "恢复" }).waitFor();
  await theirs.getByRole("navigation", { name: "后台页面" }).getByRole("link", { name: "会员", exact: true }).click();
  await theirs.getByRole("heading", { name: "请重新登录" }).waitFor();
  await theirs.context().close();

  await row(office, "李店长").getByRole("button", { name: "恢复" }).click();
  await office.getByRole("dialog", { name: "恢复「李店长」？" }).getByRole("button", { name: "恢复" }).click();
  await row(office, "李店长").getByRole("button", { name: "停用" }).waitFor();
  await goTo(office, "操作日志");
  await office.getByRole("row").filter({ hasText: "李店长" }).first().waitFor();
});

story("the owner cannot suspend themselves, and the last owner stays one (ADM-09)", async ({ office: open }) => {
  const office = await open();
  await goTo(office, "员工");
  const mine = row(office, "王店主");
  assert.equal(await mine.getByRole("button", { name: "停用" }).count(), 0);
  await mine.getByRole("button", { name: "编辑" }).click();
  const form = office.getByRole("dialog", { name: "编辑「王店主」" });
  await form.getByLabel("角色").selectOption("店长");
  await form.getByRole("button", { name: "保存" }).click();
  await form.getByRole("alert").waitFor();
  await form.getByRole("button", { name: "取消" }).click();
  await form.waitFor({ state: "detached" });
});

story("a role is made of functions in plain words, and of no use any more goes to the recycle bin (ADM-03)", async ({ office: open }) => {
  const office = await open();
  await goTo(office, "角色");
  await office.getByRole("button", { name: "新建角色" }).click();
  const form = office.getByRole("dialog", { name: "新建角色" });
  await form.getByLabel("名称").fill("客服");
  await form.getByLabel("查看会员").check();
  await form.getByLabel("发送优惠券").check();
  assert.deepEqual(await barriersOn(office, "a role"), []);
  await form.getByRole("button", { name: "保存" }).click();
  await row(office, "客服").getByText("查看会员、发送优惠券").waitFor();
  await row(office, "客服").getByRole("button", { name: "删除" }).click();
  await office.getByRole("dialog", { name: "删除角色「客服」？" }).getByRole("button", { name: "删除" }).click();
  await row(office, "客服").waitFor({ state: "detached" });
});
