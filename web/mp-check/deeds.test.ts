// @vitest-environment jsdom
import { expect, it, vi } from "vitest";
import type { fakeWx } from "../mp-host/wx.ts";
import { fixture } from "./answers.mjs";
import { Handset, soon } from "./handset.ts";

vi.setConfig({ testTimeout: 20_000 });

it("claims a coupon, once for each press", async () => {
  const handset = await Handset.open("packages/coupon/offers");
  await handset.press("立即领取：新客立减20元");
  await handset.hears("POST /offers/tpl_1/claim");
  await handset.press("已领取，去查看：新客立减20元");
  await handset.arrives("packages/coupon/coupons");
});

it("an offer that has just run out says so on its own button", async () => {
  const handset = await Handset.open("packages/coupon/offers", { "POST /offers/{}/claim": "problem.coupon_sold_out" });
  await handset.press("立即领取：新客立减20元");
  await handset.sees(fixture("problem.coupon_sold_out").title);
  expect(document.querySelector("[aria-label='已领完：新客立减20元']")).toHaveProperty("disabled", true);
});

it("stores come nearest first for those who say where they are", async () => {
  const handset = await Handset.open("packages/coupon/offers");
  await handset.press("按距离排序");
  await handset.press("允许");
  const { body } = await handset.hears("POST /stores/nearby");
  expect(Object.keys(body)).toEqual(["latitude", "longitude"]);
  await soon(() => expect(handset.text).not.toContain("按距离排序"));
  await handset.press("门店 全部门店");
  expect([...document.querySelectorAll("option")].map(({ value }) => value)).toEqual(["全部门店", "万象城店 · 860 米", "人民路店 · 1.2 公里"]);
});

it("who will not say where they are keeps the stores as they were", async () => {
  const handset = await Handset.open("packages/coupon/offers");
  await handset.press("按距离排序");
  await handset.press("不允许");
  await soon(() => expect(document.querySelector(".mp-toast")?.textContent).toContain("没有得到位置"));
  expect(handset.asked.map(({ request }) => request)).not.toContain("POST /stores/nearby");
});

it("activates a scanned coupon and shows it", async () => {
  const handset = await Handset.open("packages/coupon/activate");
  await handset.press("扫一扫");
  await handset.type("扫一扫", " KB-7 ");
  await handset.press("扫描");
  await soon(() => expect(document.querySelector<HTMLInputElement>("[aria-label='券号']")?.value).toBe("KB-7"));
  await handset.press("激活");
  expect((await handset.hears("POST /coupons/activate")).body).toEqual({ number: "KB-7" });
  await handset.arrives("packages/coupon/coupon");
});

it("a coupon that was used tells when, where and what it saved", async () => {
  const handset = await Handset.open("packages/coupon/coupon?id=cpn_3", { "GET /coupons/{}": "coupon.used" });
  await handset.sees("人民路店", "11月22日 14:03", "省 ¥20.00");
  expect(handset.text).not.toContain("出示会员码");
});

it("coupons are listed by their state", async () => {
  const handset = await Handset.open("packages/coupon/coupons");
  await handset.press("使用记录");
  await handset.hears("GET /coupons?state=used");
  await handset.sees("11月22日 14:03 人民路店");
});

it("a history goes on where it stopped", async () => {
  const handset = await Handset.open("packages/balance/history?asset=points");
  await handset.press("加载更多");
  await handset.hears("GET /balances/points/entries?cursor=cur_2");
  await handset.sees("消费获得", fixture("entries.points.2").items[0].title, "没有更多了");
});

it("counts are shown for each of the services", async () => {
  const { items } = fixture("balances");
  const swimming = items.find(({ asset }: { asset: string }) => asset === "counts");
  const massage = { ...swimming, name: "产后按摩次卡", value_text: "5", item: "gds_01KMASSAGE" };
  const handset = await Handset.open("packages/balance/history?asset=counts", { "GET /balances": { items: [...items, massage], next: null } });
  await handset.sees("婴儿游泳次卡8次", "产后按摩次卡5次");
});

it("takes an address from WeChat's own book", async () => {
  const handset = await Handset.open("packages/address/address");
  await handset.press("使用微信地址");
  await handset.press("允许");
  await handset.sees("浙江省 杭州市 上城区");
  await handset.press("保存");
  expect((await handset.hears("POST /addresses")).body).toEqual({
    name: "王小满", phone: "13800000001", region: ["浙江省", "杭州市", "上城区"], detail: "人民路 18 号", postal_code: "310000", is_default: false,
  });
});

it("a wrong address keeps what was typed and says what is wrong", async () => {
  const handset = await Handset.open("packages/address/address?id=adr_1", { "PUT /addresses/{}": "problem.address_malformed" });
  await handset.sees("浙江省 杭州市 上城区");
  await handset.type("手机号", "12");
  await handset.press("保存");
  await handset.sees("手机号不正确");
  expect(document.querySelector<HTMLInputElement>("[aria-label='手机号']")?.value).toBe("12");
});

it("an address goes only when that was meant", async () => {
  const handset = await Handset.open("packages/address/addresses");
  await handset.press("删除：王小满");
  await handset.press("取消");
  await handset.press("删除：王小满");
  await handset.press("删除");
  await handset.hears("DELETE /addresses/adr_1");
  expect(handset.asked.filter(({ request }) => request.startsWith("DELETE"))).toHaveLength(1);
});

it("another card becomes the primary one when that was meant, and cards have names", async () => {
  const handset = await Handset.open("packages/card/cards");
  await handset.press("设为主卡");
  await handset.sees("把这张卡设为主卡？");
  expect(handset.asked.map(({ request }) => request)).not.toContain("POST /cards/crd_01KB/primary");
  await handset.press("设为主卡");
  await handset.hears("POST /cards/crd_01KB/primary");
  await handset.press("改名");
  await handset.type("改名", "我的卡");
  await handset.press("保存");
  expect((await handset.hears("PUT /cards/crd_01KA")).body).toEqual({ name: "我的卡" });
});

it("adds a card by its number and a code, and says why not", async () => {
  const handset = await Handset.open("packages/card/add", { "POST /cards": "problem.proof_too_old" });
  await handset.type("卡号", "8826820000000077");
  await handset.press("获取验证码");
  expect((await handset.hears("POST /cards/sms")).body).toEqual({ number: "8826820000000077" });
  await handset.sees("尾号已隐藏");
  await handset.type("验证码", "123456");
  await handset.press("添加");
  await handset.sees(fixture("problem.proof_too_old").title);
});

it("a phone changes at once with the old one's code, and later without", async () => {
  const handset = await Handset.open("packages/profile/phone", { "POST /phone": "phone.pending" });
  await handset.type("新手机号", "13900000009");
  await handset.type("验证码", "111111");
  await handset.press("更换");
  await handset.sees("请先填写验证码");
  await handset.turn("能收到原手机号的短信");
  await handset.press("更换");
  expect((await handset.hears("POST /phone")).body).toEqual({ phone: "13900000009", sms_code: "111111" });
  await handset.sees("11月25日 14:03");
  await handset.press("撤销更换");
  await handset.press("确定");
  await handset.hears("DELETE /phone/pending");
});

it("a profile is saved as it was typed, and empty fields as nothing", async () => {
  const handset = await Handset.open("packages/profile/profile", { "GET /profile": "profile.new" });
  await handset.sees("选填，填写后不能自行修改");
  await handset.type("昵称", "小满");
  await handset.press("生日 选填，填写后不能自行修改");
  await handset.type("选择日期", "1992-02-28");
  await handset.press("确定");
  await handset.sees("1992-02-28");
  await handset.press("保存");
  const { body } = await handset.hears("PUT /profile");
  expect(body).toMatchObject({ nickname: "小满", birthday: "1992-02-28", email: null });
});

it("a picture can be taken away again", async () => {
  const { avatar } = fixture("avatar");
  const handset = await Handset.open("packages/profile/profile", { "GET /profile": { ...fixture("profile"), avatar }, "GET /avatar": {} });
  await handset.press("删除头像");
  await handset.hears("DELETE /avatar");
  await soon(() => expect(handset.text).not.toContain("删除头像"));
});

it("a new privacy notice is agreed to, and one's data come as a file", async () => {
  const handset = await Handset.open("packages/privacy/privacy", { "GET /privacy": "privacy.needs_consent" });
  await handset.press("同意新版本");
  expect((await handset.hears("POST /privacy/consent")).body).toEqual({ version: "2026-11" });
  await soon(() => expect(handset.text).not.toContain("同意新版本"));
  await handset.press("导出我的数据");
  await handset.hears("GET /export");
  const sent = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => {});
  Object.assign(URL, { createObjectURL: () => "blob:1", revokeObjectURL: () => {} });
  await handset.press("转发给自己");
  await soon(() => expect(sent.mock.contexts[0]).toHaveProperty("download", "kabao-export.json"));
});

it("who never agreed is not told that the notice has changed", async () => {
  const never = { ...fixture("privacy.needs_consent"), agreed: null };
  const handset = await Handset.open("packages/privacy/privacy", { "GET /privacy": never });
  await handset.sees("请阅读后决定是否同意");
  expect(handset.text).not.toContain("已更新");
  await handset.press("同意");
  await handset.hears("POST /privacy/consent");
});

it("the file with one's data goes when the page does", async () => {
  const handset = await Handset.open("pages/home/home");
  await handset.press("隐私说明");
  await handset.press("导出我的数据");
  await handset.sees("转发给自己");
  const { wx } = globalThis as unknown as { wx: ReturnType<typeof fakeWx> };
  const filePath = "wxfile://usr/kabao-export.json";
  const read = () => wx.getFileSystemManager().readFile({ filePath, encoding: "utf8" });
  expect(await read()).toHaveProperty("data", JSON.stringify(fixture("export"), null, 2));
  handset.program.back(1);
  // The host answers with the address where there is no file.
  await soon(async () => expect(await read()).toHaveProperty("data", filePath));
});

it("who has not agreed to the notice in force is led to it from home", async () => {
  const handset = await Handset.open("pages/home/home", { "GET /privacy": "privacy.needs_consent" });
  await handset.press("请看一看隐私说明");
  await handset.press("同意新版本");
  await handset.hears("POST /privacy/consent");
  handset.changes = {};
  handset.program.back(1);
  await handset.sees("小满妈妈");
  await soon(() => expect(handset.text).not.toContain("请看一看隐私说明"));
});

it("a visitor reads the privacy notice and has nothing to export", async () => {
  const visitor = { "POST /mini/session": { token: "t", session: fixture("session.visitor") }, "GET /privacy": "privacy.visitor" };
  const handset = await Handset.open("packages/privacy/privacy", visitor);
  await handset.sees("我们收集什么");
  expect(handset.text).not.toContain("导出我的数据");
});

it("leaving asks twice, and forgets who was here", async () => {
  const handset = await Handset.open("packages/privacy/leave");
  await handset.press("获取验证码");
  await handset.hears("POST /leave/sms");
  await handset.type("验证码", "123456");
  await handset.press("退出会员");
  await handset.sees("退出后不能恢复");
  handset.changes = { "POST /mini/session": { token: "another", session: fixture("session.visitor") } };
  await handset.press("退出会员");
  expect((await handset.hears("POST /leave")).body).toEqual({ sms_code: "123456" });
  await handset.arrives("pages/welcome/welcome");
  await handset.sees("注册会员");
});

it("who has money left is told why they cannot leave", async () => {
  const handset = await Handset.open("packages/privacy/leave", { "GET /leave": "leave.refused" });
  await handset.sees("储值还有 ¥120.00，请先到门店退款");
  expect(handset.text).not.toContain("获取验证码");
});
