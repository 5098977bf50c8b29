// 王店主 connects a second account, with WeChat's console open beside the back office.
import assert from "node:assert/strict";
import { barriersOn } from "../eyes.mjs";
import { goTo } from "../staff.mjs";
import { story } from "../story.mjs";

const ACCOUNT = { appid: "wx00000000000000d4", name: "小月亮亲子", original: "gh_000000000004", secret: "00112233445566778899aabbccddeeff" };

/** A form of WeChat's console: filled in, saved, and what it says. */
async function save(form, fields) {
  for (const [label, value] of Object.entries(fields)) await form.getByLabel(label, { exact: true }).fill(value);
  await form.getByRole("button").click();
  await form.locator("output").filter({ hasText: /./ }).waitFor();
  return form.locator("output").textContent();
}

story("an account is connected in four steps, past a wrong secret and an address that is not allowed, and answers", async ({ town, phoneOf, office: open }) => {
  const office = await open();
  const wechat = await (await town.machine(900, 1000)).newPage();
  await wechat.goto(`${town.gateway.simulator}/console?appid=${ACCOUNT.appid}`);
  const form = (name) => wechat.getByRole("form", { name });
  await wechat.getByText(ACCOUNT.secret).waitFor();
  await form("IP 白名单").getByLabel("不限制").uncheck();
  assert.equal(await save(form("IP 白名单"), { "允许的 IP（一行一个）": "10.9.8.7" }), "保存成功");

  await goTo(office, "公众号和小程序");
  assert.deepEqual(await barriersOn(office, "the accounts"), []);
  await office.getByRole("button", { name: "连接新账号" }).click();
  await office.getByLabel("名称").fill(ACCOUNT.name);
  await office.getByLabel("AppID").fill(ACCOUNT.appid);
  await office.getByLabel("AppSecret").fill("f".repeat(32));
  await office.getByLabel("原始 ID").fill(ACCOUNT.original);
  assert.deepEqual(await barriersOn(office, "the wizard's first step"), []);
  await office.getByRole("button", { name: "下一步" }).click();

  await office.getByRole("heading", { name: "把这些粘贴到微信后台" }).waitFor();
  assert.deepEqual(await barriersOn(office, "the wizard's second step"), []);
  const shown = async (name) => office.locator("dl div").filter({ has: office.getByText(name, { exact: true }) }).locator("code").textContent();
  const [url, token, key, domain] = [await shown("URL"), await shown("Token"), await shown("EncodingAESKey"), await shown("域名")];
  const server = { URL: url, Token: token, EncodingAESKey: key };
  assert.match(await save(form("服务器配置"), { ...server, Token: "another" }), /Token 验证失败/);
  await office.getByRole("button", { name: "粘贴好了，去验证" }).click();

  const check = office.getByRole("region", { name: "连接检查" });
  await check.getByText("AppSecret 不对（40125）").waitFor();
  await check.getByText("微信来过，但 Token 不一致").waitFor();
  assert.deepEqual(await barriersOn(office, "a check that found something"), []);
  assert.equal(await save(form("服务器配置"), server), "保存成功");
  await check.getByRole("button", { name: "改 AppSecret" }).click();
  const drawer = office.getByRole("dialog", { name: `修改「${ACCOUNT.name}」` });
  await drawer.getByLabel("AppSecret").fill(ACCOUNT.secret);
  await drawer.getByRole("button", { name: "保存" }).click();
  await check.getByText("微信不允许 127.0.0.1 访问").waitFor();
  assert.equal(await save(form("IP 白名单"), { "允许的 IP（一行一个）": "127.0.0.1" }), "保存成功");
  await check.getByText("已放行").waitFor();

  const file = await fetch(`${town.gateway.simulator}/sandbox/accounts/${ACCOUNT.appid}/domain-file`);
  const words = await file.text();
  await check.locator("input[type=file]").setInputFiles({ name: `MP_verify_${words}.txt`, mimeType: "text/plain", buffer: Buffer.from(words) });
  await check.getByText("文件已放好，等微信来取").waitFor();
  assert.equal(await save(form("网页授权域名"), { 域名: domain }), "保存成功");
  await check.getByRole("heading", { name: "全部正常" }).waitFor();
  assert.deepEqual(await barriersOn(office, "a green check"), []);
  await office.getByRole("button", { name: "下一步" }).click();
  await office.getByRole("heading", { name: `「${ACCOUNT.name}」连接好了` }).waitFor();
  assert.deepEqual(await barriersOn(office, "the end of the wizard"), []);
  await office.getByRole("button", { name: "完成" }).click();
  const card = office.getByRole("link", { name: ACCOUNT.name });
  await card.getByText("连接正常").waitFor();
  await card.click();
  await office.getByRole("heading", { name: "全部正常" }).waitFor();
  assert.equal(await office.getByText(token).count(), 0, "a Token is shown once");

  const bei = await phoneOf("贝贝", "13800000091");
  await bei.screen.getByRole("button", { name: `${ACCOUNT.name} 还没有关注` }).click();
  await bei.screen.getByRole("button", { name: "关注公众号" }).click();
  await bei.hears(`欢迎关注${ACCOUNT.name}`);
  await bei.say("新会员中心");
  await bei.openCover("点击进入");
  await bei.web.getByRole("link", { name: "会员注册" }).waitFor();
  await bei.page.close();
  await wechat.close();
});
