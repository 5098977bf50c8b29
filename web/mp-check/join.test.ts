// @vitest-environment jsdom
import { expect, it, vi } from "vitest";
import { fixture } from "./answers.mjs";
import { Handset } from "./handset.ts";

vi.setConfig({ testTimeout: 20_000 });

const VISITOR = { "POST /mini/session": { token: "t", session: fixture("session.visitor") } };
const register = (changes = {}, kept = {}) => Handset.open("pages/register/register", { ...VISITOR, ...changes }, kept);

it("registers with the number that WeChat vouches for, by consent to the version in force", async () => {
  const handset = await register();
  await handset.press("微信手机号一键填写");
  await handset.press("允许");
  await handset.sees("已填写 138****0001");
  await handset.type("昵称", " 小美 ");
  await handset.turn("我已阅读并同意《隐私说明》");
  await handset.press("注册");
  const { body, key } = await handset.hears("POST /register");
  expect(body).toEqual({ phone_proof: "a-proof", nickname: "小美", consent: "2026-11" });
  expect(key).toMatch(/^[!-~]{1,255}$/);
  await handset.arrives("pages/home/home");
});

it("nothing is read before the privacy guidelines are agreed to", async () => {
  const handset = await register({}, { "privacy:mini:p1": "" });
  await handset.press("微信手机号一键填写");
  await handset.sees("个人信息保护");
  await handset.press("不同意");
  await handset.sees("没有得到手机号，可以改用短信验证");
  expect(handset.asked.map(({ request }) => request)).not.toContain("POST /mini/phone");
  await handset.press("微信手机号一键填写");
  await handset.press("同意");
  await handset.press("允许");
  await handset.sees("已填写 138****0001");
});

it("registers by SMS where the button gives nothing", async () => {
  const handset = await register();
  await handset.press("用短信验证其他手机号");
  await handset.type("手机号", "13900000009");
  await handset.press("获取验证码");
  expect((await handset.hears("POST /sms")).body).toEqual({ phone: "13900000009", purpose: "register" });
  await handset.sees("验证码已发送至 138****0001", "60 秒后重发");
  await handset.type("验证码", "123456");
  await handset.type("昵称", "小美");
  await handset.turn("我已阅读并同意《隐私说明》");
  await handset.press("注册");
  expect((await handset.hears("POST /register")).body).toMatchObject({ phone: "13900000009", sms_code: "123456" });
});

it("what is missing is said before anything is asked", async () => {
  const handset = await register();
  await handset.press("注册");
  await handset.sees("请先填写手机号");
  await handset.press("微信手机号一键填写");
  await handset.press("允许");
  await handset.sees("已填写");
  await handset.press("注册");
  await handset.sees("请填写昵称");
  await handset.type("昵称", "小美");
  await handset.press("注册");
  await handset.sees("请先阅读并同意隐私说明");
  expect(handset.asked.map(({ request }) => request)).not.toContain("POST /register");
});

it("a number that is a member's leads to binding", async () => {
  const handset = await register({ "POST /register": "problem.phone_taken" });
  await handset.press("微信手机号一键填写");
  await handset.press("允许");
  await handset.sees("已填写");
  await handset.type("昵称", "小美");
  await handset.turn("我已阅读并同意《隐私说明》");
  await handset.press("注册");
  await handset.sees(fixture("problem.phone_taken").title);
  await handset.press("这个手机号已经是会员，去绑定");
  await handset.arrives("pages/bind/bind");
});

it("a store's code that brought a visitor here is not forgotten over registering", async () => {
  const handset = await Handset.open(`pages/home/home?scene=${encodeURIComponent("s=sto_2")}`, VISITOR);
  await handset.press("我在门店登记过，绑定会员");
  await handset.press("微信手机号一键填写");
  await handset.press("允许");
  await handset.sees("已填写");
  await handset.type("昵称", "小满妈妈");
  await handset.turn("我已阅读并同意《隐私说明》");
  await handset.press("绑定");
  await handset.arrives("packages/coupon/offers");
  await handset.hears("GET /offers?store=sto_2");
});

it("binds a member who registered in a store, by consent to the version in force", async () => {
  const handset = await Handset.open("pages/bind/bind", VISITOR);
  await handset.press("微信手机号一键填写");
  await handset.press("允许");
  await handset.sees("已填写");
  await handset.type("昵称", "小满妈妈");
  await handset.press("绑定");
  await handset.sees("请先阅读并同意隐私说明");
  expect(handset.asked.map(({ request }) => request)).not.toContain("POST /bind");
  await handset.turn("我已阅读并同意《隐私说明》");
  await handset.press("绑定");
  expect((await handset.hears("POST /bind")).body).toEqual({ phone_proof: "a-proof", nickname: "小满妈妈", consent: "2026-11" });
  await handset.arrives("pages/home/home");
});

it("a code that was asked for too soon counts down to the next", async () => {
  const handset = await register({ "POST /sms": "problem.sms_too_soon" });
  await handset.press("用短信验证其他手机号");
  await handset.type("手机号", "13900000009");
  await handset.press("获取验证码");
  await handset.sees(fixture("problem.sms_too_soon").title, "秒后重发");
});
