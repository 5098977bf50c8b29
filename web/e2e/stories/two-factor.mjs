// A second factor, from the phone it is put on to the day that phone is lost.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { barriersOn } from "../eyes.mjs";
import { hire, signInAt } from "../staff.mjs";
import { story } from "../story.mjs";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const STEP_MS = 30_000;

/** What the app on the phone shows (RFC 6238). */
function codeOf(secret, at = Date.now()) {
  const bits = [...secret.replace(/[^A-Z2-7]/g, "")].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / STEP_MS)));
  const mac = createHmac("sha1", key).update(counter).digest();
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

async function openAt(town, { login, password }) {
  const page = await (await town.machine(1280, 800)).newPage();
  await page.goto(`${town.gateway.url}/office`);
  await signInAt(page, login, password);
  return page;
}

/** Something of the menu at the top right. */
async function choose(page, who, name) {
  await page.getByRole("button", { name: new RegExp(who.name) }).click();
  await page.getByRole(name === "退出" ? "button" : "link", { name, exact: true }).click();
}

async function enrol(page) {
  await page.getByRole("button", { name: "开始启用" }).click();
  const secret = await page.locator("form code").textContent();
  assert.deepEqual(await barriersOn(page, "enrolment"), []);
  const used = codeOf(secret);
  await page.getByLabel("验证码", { exact: true }).fill(used);
  await page.getByRole("button", { name: "确认启用" }).click();
  const kept = page.getByRole("region", { name: /恢复码/ });
  await kept.waitFor();
  const codes = await kept.locator("code").allTextContents();
  const done = page.getByRole("button", { name: "完成" });
  assert.ok(await done.isDisabled(), "one says first that they are kept");
  await page.getByRole("navigation", { name: "后台页面" }).getByRole("link", { name: "会员", exact: true }).click();
  const stay = page.getByRole("dialog", { name: "恢复码保存好了吗？" });
  await stay.getByRole("button", { name: "回去保存" }).click();
  await stay.waitFor({ state: "detached" });
  await page.getByLabel("我已保存").check();
  await done.click();
  return { secret, used, codes };
}

async function answer(page, code) {
  await page.getByLabel("验证码", { exact: true }).fill(code);
  await page.getByRole("button", { name: "验证", exact: true }).click();
}

story("a second factor is asked for after the password, honoured once, and a recovery code stands in for a lost phone (ADM-01)", async ({ town, counter }) => {
  const who = await hire(town, await counter(), { login: "zhangdian", name: "张店长", number: "2002" });
  const page = await openAt(town, who);
  await choose(page, who, "二次验证");
  const { secret, used, codes } = await enrol(page);
  assert.equal(codes.length, 10);
  await page.getByRole("heading", { name: "已启用" }).waitFor();

  await choose(page, who, "退出");
  await page.getByLabel("账号").fill(who.login);
  await page.getByLabel("密码").fill(who.password);
  await page.getByRole("button", { name: "登录" }).click();
  await page.getByRole("heading", { name: "二次验证" }).waitFor();
  await answer(page, used);
  await page.getByRole("alert").filter({ hasText: /\S/ }).waitFor();
  await answer(page, codes[0]);
  await page.getByRole("navigation", { name: "后台页面" }).waitFor();

  await choose(page, who, "二次验证");
  await page.getByText("还有 9 个恢复码").waitFor();
  await page.getByRole("button", { name: "关闭或换手机" }).click();
  const sure = page.getByRole("dialog", { name: "关闭二次验证？" });
  await sure.getByLabel("验证码", { exact: true }).fill(codeOf(secret, Date.now() + STEP_MS));
  await sure.getByRole("button", { name: "关闭", exact: true }).click();
  await page.getByRole("button", { name: "开始启用" }).waitFor();
  await page.context().close();
});

story("one sees where one is signed in, and ends it from here (B7)", async ({ town, counter }) => {
  const who = await hire(town, await counter(), { login: "sundian", name: "孙店长", number: "2003" });
  const [here, there] = [await openAt(town, who), await openAt(town, who)];
  await choose(here, who, "我的登录");
  await here.getByText("就是这里").waitFor();
  assert.deepEqual(await barriersOn(here, "sessions"), []);
  await here.getByRole("button", { name: /^结束 后台/ }).click();
  await here.getByRole("button", { name: /^结束 后台/ }).waitFor({ state: "detached" });
  await there.reload();
  await there.getByRole("heading", { name: "卡包后台" }).waitFor();
  for (const page of [here, there]) await page.context().close();
});

story("a new password ends what is signed in elsewhere (ADM-01)", async ({ town, counter }) => {
  const who = await hire(town, await counter(), { login: "zhoudian", name: "周店长", number: "2004" });
  const [here, there] = [await openAt(town, who), await openAt(town, who)];
  await choose(here, who, "修改密码");
  await here.getByLabel("现在的密码").fill("not the password");
  await here.getByLabel("新密码").fill("another battery staple");
  await here.getByLabel("再输入一次").fill("another battery staple");
  await here.getByRole("button", { name: "修改", exact: true }).click();
  await here.getByRole("alert").waitFor();
  await here.getByLabel("现在的密码").fill(who.password);
  await here.getByRole("button", { name: "修改", exact: true }).click();
  await here.getByText("密码已修改，您在别处的登录都已结束").waitFor();
  await there.reload();
  await there.getByRole("heading", { name: "卡包后台" }).waitFor();
  for (const page of [here, there]) await page.context().close();
});
