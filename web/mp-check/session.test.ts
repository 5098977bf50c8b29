// @vitest-environment jsdom
import { expect, it, vi } from "vitest";
import { fixture } from "./answers.mjs";
import { Handset, soon } from "./handset.ts";

vi.setConfig({ testTimeout: 20_000 });

const requests = (handset: Handset, request: string) => handset.asked.filter((one) => one.request === request);

it("a session that ended in the middle of a form is begun again, and nothing typed is lost", async () => {
  const handset = await Handset.open("packages/profile/profile");
  await handset.sees("10000001");
  await handset.type("昵称", "小满满");
  let ended = true;
  handset.changes = { get "PUT /profile"() { return ended ? ((ended = false), fixture("problem.unauthenticated")) : fixture("profile"); } };
  await handset.press("保存");
  await soon(() => expect(requests(handset, "PUT /profile")).toHaveLength(2));
  const [first, second] = requests(handset, "PUT /profile");
  expect(second?.body).toEqual(first?.body);
  expect(second?.body.nickname).toBe("小满满");
  expect(second?.key).toBe(first?.key);
  expect(requests(handset, "POST /mini/session")).toHaveLength(2);
});

it("a session that ends at once again is not begun for ever", async () => {
  const handset = await Handset.open("packages/address/addresses", { "GET /addresses": "problem.unauthenticated" });
  await handset.sees(fixture("problem.unauthenticated").title);
  expect(requests(handset, "GET /addresses")).toHaveLength(2);
});

it("a press whose answer was lost keeps its key; one that was answered gets another", async () => {
  const handset = await Handset.open("packages/coupon/activate");
  await handset.type("券号", "K-1");
  handset.offline = true;
  await handset.press("激活");
  await handset.sees("网络不可用");
  handset.offline = false;
  handset.changes = { "POST /coupons/activate": "problem.coupon_number_unknown" };
  await handset.press("激活");
  await handset.sees(fixture("problem.coupon_number_unknown").title);
  await handset.press("激活");
  await soon(() => expect(requests(handset, "POST /coupons/activate")).toHaveLength(3));
  const [lost, again, next] = requests(handset, "POST /coupons/activate").map(({ key }) => key);
  expect(again).toBe(lost);
  expect(next).not.toBe(lost);
});

it("what was meant before something else is meant anew", async () => {
  const handset = await Handset.open("packages/coupon/activate");
  const activate = async (number: string, said: string) => {
    await handset.type("券号", number);
    await handset.press("激活");
    await handset.sees(said);
  };
  handset.offline = true;
  await activate("K-1", "网络不可用");
  handset.offline = false;
  handset.changes = { "POST /coupons/activate": "problem.coupon_number_unknown" };
  await activate("K-2", fixture("problem.coupon_number_unknown").title);
  await activate("K-1", fixture("problem.coupon_number_unknown").title);
  await soon(() => expect(requests(handset, "POST /coupons/activate")).toHaveLength(3));
  const [lost, other, anew] = requests(handset, "POST /coupons/activate");
  expect(anew?.body).toEqual(lost?.body);
  expect(new Set([lost?.key, other?.key, anew?.key]).size).toBe(3);
});

it("everything is asked with the token, and in the member's language", async () => {
  const handset = await Handset.open("packages/profile/settings");
  await handset.press("English");
  await handset.sees("Show my code", "Purchases");
  const { bearer, language } = await handset.hears("GET /me");
  expect([bearer, language]).toEqual(["Bearer a-token", "en"]);
});

it("no page and no request has a name or a number in its address", async () => {
  const handset = await Handset.open("packages/profile/phone");
  await handset.type("新手机号", "13900000009");
  await handset.press("获取验证码");
  await handset.hears("POST /phone/sms");
  expect(handset.asked.map(({ request }) => request).join()).not.toMatch(/139|小满/);
});
