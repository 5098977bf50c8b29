import { afterEach, expect, it, vi } from "vitest";
import { closePage, control, openPage, PATIENCE, playGateway, sees, shown } from "./gateway.fixture";

afterEach(() => {
  closePage();
  vi.unstubAllGlobals();
});

const CHOICES = { "GET /settings": "settings", "GET /categories": "categories", "GET /goods": "goods", "GET /coupons": "coupons", "POST /tryout": "tryout" };
const press = (name: string) => control(name).click();

function fill(name: string, words: string): void {
  const input = document.querySelector<HTMLInputElement>(`[aria-label="${name}"]`)!;
  input.value = words;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

it("shows the order in which goods earn, and tries the draft beside what holds (PTS-03)", PATIENCE, async () => {
  const asked = playGateway({ ...CHOICES, "GET /programs/points": "program.points", "PUT /programs/points": "program.points" });
  await openPage("/points");
  await sees("特殊商品 > 商品积分 > 消费金额");
  const order = [...document.querySelectorAll("ol h3")].map((one) => one.textContent);
  expect(order).toEqual(["特殊商品", "商品积分（按分类）", "消费金额"]);
  fill("多少元积 1 分", "2");
  await sees("草稿，还没发布");
  await sees("发布草稿以后");
  await vi.waitFor(() => expect(asked.filter(({ path }) => path === "/tryout").at(-1)?.body).toMatchObject({ drafts: { points: { fen_per_point: 200 } }, lines: [{ name: "样品", price: 10_000, quantity: 1_000 }] }));
  await vi.waitFor(() => expect([...document.querySelectorAll("li.changed")].map((one) => one.textContent)).toEqual(["每消费 ¥2 积 1 分，共 50 分", "每消费 ¥1 积 1 分，共 100 分"]));
  expect(asked.some(({ method }) => method === "PUT")).toBe(false);
  document.querySelector<HTMLFormElement>("form.sheet")!.requestSubmit();
  await vi.waitFor(() => expect(asked.find(({ method }) => method === "PUT")?.body).toMatchObject({ fen_per_point: 200 }));
});

it("lists levels with their defaults, and refuses in words what cannot go together (PRF-06, C11)", PATIENCE, async () => {
  const answers: Record<string, string> = { ...CHOICES, "GET /programs/level": "program.level", "POST /programs/level/preview": "level-preview" };
  playGateway(answers);
  await openPage("/levels");
  await sees("微信默认");
  await sees("全场 9 折");
  await sees("累计成长值达到 1,000 后立即升为金卡");
  answers["POST /programs/level/preview"] = "level-preview.c11";
  const fixed = document.querySelector<HTMLInputElement>('input[name="expiry"][value="fixed"]')!;
  fixed.checked = true;
  fixed.dispatchEvent(new Event("change", { bubbles: true }));
  await sees("升级后成长值清零，不能再按指定等级降级");
  const publish = [...document.querySelectorAll("button")].find((one) => one.textContent?.trim() === "发布")!;
  expect(publish.disabled).toBe(true);
});

it("writes money in yuan and sends it in fen (RCH-01)", PATIENCE, async () => {
  const asked = playGateway({ ...CHOICES, "GET /recharge-rules": "recharge-rules", "POST /recharge-rules": "recharge-rules" });
  await openPage("/recharge");
  await sees("充100送10");
  press("新建充值活动");
  await sees("可充值周期");
  for (const words of ["使用门店", "适用会员", "适用范围", "通用余额", "次卡", "优惠券", "充值会员自动升级为", "生效日期", "截止日期", "每个会员仅限使用一次"]) expect(shown()).toContain(words);
  const [principal] = document.querySelectorAll<HTMLInputElement>(".el-drawer input");
  principal!.value = "99.5";
  principal!.dispatchEvent(new Event("input", { bubbles: true }));
  document.querySelector<HTMLFormElement>(".el-drawer form")!.requestSubmit();
  await vi.waitFor(() => expect(asked.find(({ method, path }) => method === "POST" && path === "/recharge-rules")?.body).toMatchObject({ name: "充99.50", principal: 9_950 }));
});

it("offers to send, print and withdraw a coupon, and says what cannot be changed any more (CPN-05)", PATIENCE, async () => {
  playGateway(CHOICES);
  await openPage("/coupons");
  await sees("新客立减 20 元");
  for (const deed of ["发送", "印券", "停止发放"]) control(`${deed} 新客立减 20 元`);
  press("编辑 新客立减 20 元");
  await sees("已经领到的券不受影响");
});

it("sends to many once however often it is pressed, and asks why where another has to agree (CPN-05, E19)", PATIENCE, async () => {
  const answers: Record<string, string> = { ...CHOICES, "GET /levels": "program.level", "GET /tags": "tags", "POST /members/search": "members", "POST /coupons/tpl_1/send-many": "problem.reason_needed" };
  const asked = playGateway(answers);
  const sent = () => asked.filter(({ path }) => path.endsWith("/send-many"));
  await openPage("/coupons");
  await sees("新客立减 20 元");
  press("发送 新客立减 20 元");
  await sees("一批会员");
  const many = document.querySelectorAll<HTMLInputElement>('.el-drawer input[type="radio"]')[1]!;
  many.checked = true;
  many.dispatchEvent(new Event("change", { bubbles: true }));
  await sees("至少选一个条件");
  const month = [...document.querySelectorAll<HTMLSelectElement>(".el-drawer select")].at(-1)!;
  month.value = "11";
  month.dispatchEvent(new Event("change", { bubbles: true }));
  await sees("将发给");
  const form = document.querySelector<HTMLFormElement>(".el-drawer form")!;
  form.requestSubmit();
  await sees("为什么发");
  const why = document.querySelector<HTMLTextAreaElement>(".el-drawer textarea")!;
  why.value = "周年庆";
  why.dispatchEvent(new Event("input", { bubbles: true }));
  answers["POST /coupons/tpl_1/send-many"] = "coupon-sent";
  // That the progress cannot be looked at does not make it another sending.
  form.requestSubmit();
  form.requestSubmit();
  await sees("发送中：0 / 2 位");
  form.requestSubmit();
  expect(sent()).toHaveLength(2);
  expect(sent().at(-1)!.body).toMatchObject({ reason: "周年庆" });
  expect(shown()).toContain("可以关掉这里，发送会继续");
});

it("shows a store's staff the rules of all stores without a button to change them (LVL-01)", PATIENCE, async () => {
  playGateway({
    ...CHOICES,
    "GET /session": "session.rules",
    "GET /programs/level": "program.level",
    "POST /programs/level/preview": "level-preview",
    "GET /programs/points": "program.points",
    "GET /recharge-rules": "recharge-rules",
  });
  const DEEDS = /^(新建|制作|编辑|删除|发布|停用|复制|印券|停止)/;
  for (const [path, words] of [["/levels", "全场 9 折"], ["/points", "特殊商品"], ["/recharge", "充100送10"], ["/coupons", "新客立减 20 元"]] as const) {
    await openPage(path);
    await sees(words);
    await sees("仅总部可改");
    const deeds = [...document.querySelectorAll("main button")].map((one) => one.getAttribute("aria-label") ?? one.textContent?.trim() ?? "");
    expect(deeds.filter((deed) => DEEDS.test(deed)), path).toEqual([]);
    closePage();
  }
});
