// @vitest-environment jsdom
import { readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { fixture } from "./answers.mjs";
import { Handset } from "./handset.ts";

vi.setConfig({ testTimeout: 20_000 });

const app = JSON.parse(readFileSync("../miniprogram/app.json", "utf8")) as {
  pages: string[];
  subpackages: { root: string; pages: string[] }[];
};
const PAGES = [...app.pages, ...app.subpackages.flatMap(({ root, pages }) => pages.map((page) => `${root}/${page}`))];
const VISITOR = { "POST /mini/session": { token: "t", session: fixture("session.visitor") } };

/** What is to be seen on each page when all goes well. */
const SHOWS: Record<string, { at?: string; given?: Record<string, object>; words: string[] }> = {
  "pages/home/home": { words: ["小满妈妈", "8826 82** **** **41", "1,234.5", "领券中心", "8812 3456 7890 1234 56"] },
  "pages/code/code": { words: ["请出示给商家", "8812 3456 7890 1234 56"] },
  "pages/welcome/welcome": { given: VISITOR, words: ["欢迎来到好孕妈咪母婴", "注册会员"] },
  "pages/register/register": { given: VISITOR, words: ["微信手机号一键填写", "《隐私说明》"] },
  "pages/bind/bind": { given: VISITOR, words: ["在门店登记的手机号和昵称"] },
  "packages/profile/profile": { words: ["138****0001", "10000001", "2026年3月8日 加入"] },
  "packages/profile/phone": { words: ["138****0001", "72 小时"] },
  "packages/profile/settings": { words: ["English", "退出会员"] },
  "packages/profile/benefits": { words: ["金卡", "再消费 ¥280 可升级", "2027-11-22", "积分 3 倍"] },
  "packages/balance/balances": { words: ["其中 12 分 11月30日 到期", "婴儿游泳次卡"] },
  "packages/balance/history": { at: "?asset=points", words: ["消费获得", "+182", "余 1,234.5", "加载更多"] },
  "packages/balance/stored-value": { words: ["其中本金 ¥100.00，赠送 ¥20.00", "充 ¥500.00", "请到门店收银台充值", "-¥25.00"] },
  "packages/coupon/offers": { words: ["新客立减20元", "剩 87 张", "已领完", "全部门店"] },
  "packages/coupon/activate": { words: ["扫一扫", "激活"] },
  "packages/coupon/coupons": { words: ["新客立减20元", "未使用", "去使用"] },
  "packages/coupon/coupon": { at: "?id=cpn_1", words: ["结账时请店员扫描会员码", "每笔限用一张", "退货后这张券会退回"] },
  "packages/purchase/purchases": { words: ["爱他美奶粉 等 3 件", "¥182.00", "部分退货"] },
  "packages/purchase/purchase": { at: "?id=sal_01KA", words: ["会员价 9.5 折，省 ¥9.90", "基础积分", "储值"] },
  "packages/address/addresses": { words: ["王小满", "默认", "设为默认"] },
  "packages/address/address": { words: ["使用微信地址", "请选择省、市、区"] },
  "packages/card/cards": { words: ["外婆的卡", "主卡", "已挂失"] },
  "packages/card/add": { words: ["验证码会发到办卡时登记的手机号"] },
  "packages/privacy/privacy": { words: ["我们收集什么", "导出我的数据", "版本 2026-11"] },
  "packages/privacy/leave": { words: ["退出后，您的姓名", "积分 1,234.5 分"] },
};

describe("every page shows what the fixtures answer", () => {
  it.each(PAGES)("%s", async (page) => {
    const { at = "", given = {}, words } = SHOWS[page] ?? { words: ["nobody said what this page shows"] };
    const handset = await Handset.open(page + at, given);
    await handset.sees(...words);
  });
});

const CHINESE = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u;
/** As it is written by those who look for it. */
const CALLED_SO = ["Language 语言", "中文"];

describe("in English a page says nothing in Chinese but what the gateway answers", () => {
  it.each(PAGES)("%s", async (page) => {
    const { at = "", given = {} } = SHOWS[page] ?? {};
    const handset = await Handset.open(page + at, given, { "storage:mini:p1:language": JSON.stringify("en") });
    const answers = () => textsIn(handset.answered.slice(1).map((body) => JSON.parse(body || "null") as unknown));
    // Until something of theirs is to be seen, the page is not there yet.
    if (given === VISITOR) await handset.sees("Join");
    else if (page in ASKS) await expect.poll(() => answers().some((words) => words.length > 3 && handset.text.includes(words))).toBe(true);
    const theirs = [...answers(), fixture("session").merchant.name as string, ...CALLED_SO];
    // The longest first: one may begin as another does.
    theirs.sort((one, other) => other.length - one.length);
    const ours = theirs.reduce((left, words) => left.replaceAll(words, ""), handset.said);
    expect(ours.split("\n").filter((line) => CHINESE.test(line))).toEqual([]);
    expect(new Set(handset.asked.map(({ language }) => language))).toEqual(new Set(["en"]));
  });
});

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Whatever a server in trouble, or the proxy before it, may say. */
const TROUBLE: Record<string, object> = {
  "503": fixture("problem.unavailable"),
  "500": { raw: "", status: 500 },
  "a proxy's 502": { raw: "<html><h1>502 Bad Gateway</h1></html>", status: 502 },
  "a page that is no answer": { raw: "<html><h1>WiFi login</h1></html>", status: 200 },
};

/** What each page asks for before it shows anything, and something of what it shows then; the others show something at once. */
const ASKS: Record<string, [request: string, words: string]> = {
  "pages/home/home": ["GET /me", "小满妈妈"],
  "pages/code/code": ["GET /code", "8812 3456 7890 1234 56"],
  "pages/register/register": ["GET /privacy", "微信手机号一键填写"],
  "pages/bind/bind": ["GET /privacy", "在门店登记的手机号和昵称"],
  "packages/profile/profile": ["GET /profile", "10000001"],
  "packages/profile/phone": ["GET /phone", "138****0001"],
  "packages/profile/benefits": ["GET /benefits", "再消费 ¥280 可升级"],
  "packages/balance/balances": ["GET /balances", "婴儿游泳次卡"],
  "packages/balance/history": ["GET /balances/{}/entries", "消费获得"],
  "packages/balance/stored-value": ["GET /top-up-offers", "充 ¥500.00"],
  "packages/coupon/offers": ["GET /offers", "剩 87 张"],
  "packages/coupon/coupons": ["GET /coupons", "新客立减20元"],
  "packages/coupon/coupon": ["GET /coupons/{}", "每笔限用一张"],
  "packages/purchase/purchases": ["GET /purchases", "爱他美奶粉 等 3 件"],
  "packages/purchase/purchase": ["GET /purchases/{}", "基础积分"],
  "packages/address/addresses": ["GET /addresses", "王小满"],
  "packages/card/cards": ["GET /cards", "外婆的卡"],
  "packages/privacy/privacy": ["GET /privacy", "我们收集什么"],
  "packages/privacy/leave": ["GET /leave", "退出后会失去"],
};
const AT_ONCE = ["pages/welcome/welcome", "packages/profile/settings", "packages/coupon/activate", "packages/address/address", "packages/card/add"];

it("of every page it is known what it asks for", () => {
  expect([...Object.keys(ASKS), ...AT_ONCE].sort()).toEqual([...PAGES].sort());
});

describe.each(Object.entries(TROUBLE))("%s is told in words, and can be asked again", (_, trouble) => {
  it.each(Object.entries(ASKS))("%s", async (page, [request, words]) => {
    const { at = "", given = {} } = SHOWS[page] ?? {};
    const handset = await Handset.open(page + at, { ...given, [request]: trouble });
    await handset.sees("没有加载出来", fixture("problem.unavailable").title);
    handset.changes = given;
    await handset.press(page === "pages/code/code" ? "立即更新" : "重试");
    await handset.sees(words);
  });
});

it("who is no member comes to the welcome page, from wherever they were", async () => {
  const handset = await Handset.open("packages/purchase/purchases", { "GET /purchases": "problem.not_a_member" });
  await handset.arrives("pages/welcome/welcome");
});

it("names that look like markup are shown as they were typed_g4", async () => {
  const hostile = fixture("profile.hostile");
  const me = { ...fixture("me"), nickname: hostile.nickname, card: { ...fixture("me").card, name: hostile.card_name } };
  const home = await Handset.open("pages/home/home", { "GET /me": me });
  await home.sees(hostile.nickname, hostile.card_name);
  expect(document.querySelectorAll("script, img:not([alt='会员码条形码'], [alt='会员码二维码'])")).toHaveLength(0);
  await Handset.open("packages/profile/profile", { "GET /profile": hostile });
  await expect.poll(() => [...document.querySelectorAll("input")].map(({ value }) => value)).toContain(hostile.nickname);
  expect(document.querySelectorAll("script, img")).toHaveLength(0);
});

it("a store's code opens the coupons of that store", async () => {
  const handset = await Handset.open(`pages/home/home?scene=${encodeURIComponent("s=sto_1")}`);
  await handset.arrives("packages/coupon/offers");
  await handset.hears("GET /offers?store=sto_1");
  await handset.sees("人民路店");
});

it("a scene that names no store opens nothing", async () => {
  const handset = await Handset.open(`pages/home/home?scene=${encodeURIComponent("s=../../x")}`);
  await handset.sees("小满妈妈");
  expect(handset.program.path).toBe("pages/home/home");
});
