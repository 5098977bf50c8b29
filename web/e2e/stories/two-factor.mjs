// A second factor, from the phone it is put on to the day that phone is lost.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { barriersOn } from "../eyes.mjs";
import { signInAt } from "../staff.mjs";
import { story } from "../story.mjs";

const PASSWORD = "kabao-demo";
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** What the app on the phone shows now (RFC 6238). */
function codeOf(secret, at = Date.now()) {
  const bits = [...secret.replace(/[^A-Z2-7]/g, "")].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac("sha1", key).update(counter).digest();
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

async function openMenu(page, name) {
  await page.getByRole("button", { name: /王店主/ }).click();
  await page.getByRole(name === "退出" ? "button" : "link", { name, exact: true }).click();
}

story("a second factor is asked for after the password, honoured once, and a recovery code stands in for a lost phone (ADM-01)", async ({ town }) => {
  const page = await (await town.machine(1280, 800)).newPage();
  await page.goto(`${town.gateway.url}/office`);
  await signInAt(page, "owner", PASSWORD);
  await openMenu(page, "二次验证");
  await page.getByRole("button", { name: "开始启用" }).click();
  const secret = await page.locator("form code").textContent();
  assert.deepEqual(await barriersOn(page, "enrolment"), []);
  const used = codeOf(secret);
  await page.getByLabel("验证码").fill(used);
  await page.getByRole("button", { name: "确认启用" }).click();
  const codes = page.getByRole("region", { name: /恢复码/ });
  await codes.waitFor();
  const [recovery] = await codes.locator("code").allTextContents();
  assert.match(recovery, /^\w{4}-\w{4}$/);
  await page.getByRole("button", { name: "我保存好了" }).click();
  await page.getByRole("heading", { name: "已启用" }).waitFor();

  await openMenu(page, "退出");
  const enter = async (code) => {
    await page.getByLabel("验证码").fill(code);
    await page.getByRole("button", { name: "验证", exact: true }).click();
  };
  await page.getByLabel("账号").fill("owner");
  await page.getByLabel("密码").fill(PASSWORD);
  await page.getByRole("button", { name: "登录" }).click();
  await page.getByRole("heading", { name: "二次验证" }).waitFor();
  await enter(used);
  await page.getByRole("alert").filter({ hasText: /\S/ }).waitFor();
  await enter(recovery);
  await page.getByRole("navigation", { name: "后台页面" }).waitFor();

  await openMenu(page, "二次验证");
  await page.getByText("还有 9 个恢复码").waitFor();
  await page.getByRole("button", { name: "关闭" }).click();
  const sure = page.getByRole("dialog", { name: "关闭二次验证？" });
  await sure.getByLabel("验证码").fill(codeOf(secret, Date.now() + 30_000));
  await sure.getByRole("button", { name: "关闭", exact: true }).click();
  await page.getByRole("button", { name: "开始启用" }).waitFor();
  await page.context().close();
});

story("one sees where one is signed in, and ends it from here (B7)", async ({ town }) => {
  const [here, there] = await Promise.all([1, 2].map(async () => (await town.machine(1280, 800)).newPage()));
  for (const page of [here, there]) {
    await page.goto(`${town.gateway.url}/office`);
    await signInAt(page, "owner", PASSWORD);
  }
  await openMenu(here, "我的登录");
  await here.getByText("就是这里").waitFor();
  assert.deepEqual(await barriersOn(here, "sessions"), []);
  const others = await here.getByRole("button", { name: /^结束 后台/ }).count();
  assert.ok(others >= 1);
  await here.getByRole("button", { name: /^结束 后台/ }).first().click();
  await here.getByText("已结束").first().waitFor();
  await here.waitForFunction((before) => document.querySelectorAll("tbody button").length < before, await here.locator("tbody button").count() + 1);
  for (const page of [here, there]) await page.context().close();
});
