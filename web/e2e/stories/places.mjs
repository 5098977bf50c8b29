// 王店主 opens a shop with a till, hands its program a key, and closes them again.
import assert from "node:assert/strict";
import { barriersOn } from "../eyes.mjs";
import { goTo } from "../staff.mjs";
import { story } from "../story.mjs";

const sure = (office, yes) => office.getByRole("dialog").getByRole("button", { name: yes, exact: true }).click();

story("a shop is opened with a till that is signed in at, and is let in no more once it is closed", async ({ town, office: open }) => {
  const office = await open();
  await goTo(office, "门店和收银台");
  await office.getByRole("region", { name: "人民路店" }).getByText("T01").waitFor();
  assert.deepEqual(await barriersOn(office, "the shops"), []);
  await office.getByRole("button", { name: "新增门店" }).click();
  const drawer = office.getByRole("dialog", { name: "新增门店" });
  await drawer.getByLabel("店名").fill("城西店");
  await drawer.getByLabel("地址").fill("文一西路 1 号");
  await drawer.getByLabel("纬度").fill("30.28");
  await drawer.getByLabel("经度").fill("120.1");
  assert.deepEqual(await barriersOn(office, "a new shop"), []);
  await drawer.getByRole("button", { name: "保存" }).click();
  const shop = office.getByRole("region", { name: "城西店" });
  await shop.getByText("文一西路 1 号").waitFor();
  await office.getByRole("button", { name: "给 城西店 加收银台" }).click();
  const dialog = office.getByRole("dialog", { name: "给「城西店」加收银台" });
  await dialog.getByLabel("终端编号").fill("T01");
  await dialog.getByLabel("名称").fill("1 号收银台");
  await dialog.getByRole("button", { name: "添加" }).click();
  await dialog.getByText("这个编号已经用过，请换一个").waitFor();
  await dialog.getByLabel("终端编号").fill("X1");
  await dialog.getByRole("button", { name: "添加" }).click();
  await shop.getByText("X1").waitFor();
  await office.getByRole("button", { name: "给 X1 改名" }).click();
  const rename = office.getByRole("dialog", { name: "给收银台「X1」改名" });
  assert.equal(await rename.getByLabel("名称").inputValue(), "1 号收银台");
  await rename.getByLabel("名称").fill("门口收银台");
  assert.deepEqual(await barriersOn(office, "another name for a till"), []);
  await rename.getByRole("button", { name: "保存" }).click();
  await shop.getByText("门口收银台").waitFor();
  await rename.waitFor({ state: "detached" });

  const till = await (await town.machine(1024, 600)).newPage();
  await till.goto(`${town.gateway.url}/till`);
  await till.getByLabel("员工账号").fill("owner");
  await till.getByLabel("密码").fill("kabao-demo");
  await till.getByLabel("终端编号").fill("X1");
  await till.getByRole("button", { name: "登录" }).click();
  await till.locator("#scan").waitFor();

  await goTo(office, "收银接口密钥");
  await office.getByRole("button", { name: "新增密钥" }).click();
  const form = office.getByRole("dialog", { name: "新增收银接口密钥" });
  await form.getByLabel("哪台收银台").selectOption("X1");
  await form.getByLabel("代替谁（登录账号）").fill("owner");
  assert.deepEqual(await barriersOn(office, "a new key"), []);
  await form.getByRole("button", { name: "生成密钥" }).click();
  const secret = office.getByRole("dialog", { name: "密钥只显示这一次" });
  assert.match(await secret.locator("code").last().textContent(), /^[0-9a-f]{64}$/);
  await secret.getByRole("button", { name: "保存好了" }).click();
  const row = office.getByRole("row", { name: /X1/ });
  await row.getByText("可用").waitFor();
  assert.deepEqual(await barriersOn(office, "the keys"), []);
  await row.getByRole("button", { name: "吊销 X1 的密钥" }).click();
  await sure(office, "吊销");
  await row.getByText("已吊销").waitFor();

  await goTo(office, "门店和收银台");
  await office.getByRole("button", { name: "城西店 停业" }).click();
  await sure(office, "停业");
  await shop.waitFor({ state: "detached" });
  await till.reload();
  await till.getByLabel("员工账号").waitFor();
  await till.close();
});
