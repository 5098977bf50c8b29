import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { nextTick } from "vue";
import { type Answers, type Asked, closePage, HOME, openPage, PATIENCE, playGateway } from "./gateway.fixture";

vi.setConfig({ testTimeout: 30_000 });

const MEMBER: Answers = {
  "/session": "session",
  "/me": "me",
  "/code": "code",
  "/privacy": "privacy",
  "/balances": "balances",
  "/balances/points/entries": "entries.points",
  "/balances/stored_value/entries": "entries.stored_value",
  "/offers": "offers",
  "/stores": "stores",
  "/coupons": "coupons.usable",
  "/coupons/cpn_1": "coupon",
  "/coupons/cpn_3": "coupon.used",
  "/top-up-offers": "top_up_offers",
  "/purchases": "purchases",
  "/purchases/sal_01KA": "purchase",
  "/purchases/sal_01KB": "purchase.part_refunded",
  "/benefits": "benefits",
  "/profile": "profile",
  "/addresses": "addresses",
  "/phone": "phone",
  "/cards": "cards",
  "/leave": "leave",
};

let leftFor: string[];
let asked: Asked[];

async function open(path: string, other: Answers = {}) {
  asked = playGateway({ ...MEMBER, ...other });
  await openPage(path);
}

const shows = (...texts: string[]) =>
  vi.waitFor(() => {
    for (const text of texts) expect(document.body.textContent).toContain(text);
  }, PATIENCE);

const until = (holds: () => unknown) => vi.waitFor(holds, PATIENCE);

function named(name: string): HTMLInputElement {
  const [found] = document.getElementsByName(name);
  if (!found) throw new Error(`no field ${name}`);
  return found as HTMLInputElement;
}

async function type(name: string, text: string) {
  await until(() => named(name));
  named(name).value = text;
  named(name).dispatchEvent(new Event("input"));
  await nextTick();
}

async function choose(name: string, text: string) {
  named(name).value = text;
  named(name).dispatchEvent(new Event("change"));
  await nextTick();
}

async function press(label: string) {
  await nextTick();
  const found = [...document.querySelectorAll("button")].reverse().find((each) => each.textContent?.includes(label));
  if (!found) throw new Error(`no button ${label}`);
  found.click();
}

const send = () => document.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true }));
const sent = (method: string, path: string) => asked.filter((each) => each.method === method && each.path === path);

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
  leftFor = [];
  vi.spyOn(location, "replace").mockImplementation((to) => void leftFor.push(String(to)));
  vi.spyOn(window, "scrollTo").mockImplementation(() => {});
});

afterEach(() => {
  closePage();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test.each<[string, string, Answers, string[]]>([
  ["home", "/", {}, ["8826 82** **** **41", "1,234.5", "通票", "¥120.00", "积点", "消费记录"]],
  ["home whose card did not load, with the code all the same", "/", { "/me": "problem.unavailable" }, ["没有加载出来", "8812 3456 7890 1234 56"]],
  ["home with a lost card", "/", { "/me": "me.lost_card" }, ["会员卡已挂失"]],
  ["all balances", "/balances", {}, ["其中 12 分 11月30日 到期", "成长值", "婴儿游泳次卡"]],
  ["a debt", "/balances", { "/balances": "balances.debt" }, ["欠 5 分，下次获得时先抵扣"]],
  ["a history, each line saying why", "/balances/points", {}, ["消费获得", "人民路店 · 单号 T01-1122-0007", "+182", "余 1,234.5", "2025年12月24日 12:00"]],
  ["a history without lines", "/balances/points", { "/balances/points/entries": "entries.empty" }, ["还没有记录"]],
  ["an asset there is not", "/balances/constructor", {}, ["没有这个页面"]],
  ["stored value", "/stored-value", {}, ["其中本金 ¥100.00，赠送 ¥20.00", "请到门店收银台充值", "送 ¥10.00", "已使用过", "储值充值"]],
  ["no top-up offers", "/stored-value", { "/top-up-offers": "top_up_offers.empty" }, ["现在没有充值活动"]],
  ["coupons", "/coupons", {}, ["新客立减20元", "未使用", "激活券"]],
  ["no coupons", "/coupons", { "/coupons": "coupons.empty" }, ["还没有可使用的券", "去领券"]],
  ["used coupons", "/coupons?state=used", { "/coupons": "coupons.used" }, ["省 ¥20.00", "人民路店 11月22日 14:03"]],
  ["a coupon with the code to show", "/coupons/cpn_1", {}, ["结账时请店员扫描会员码，选择这张券", "8812 3456 7890 1234 56", "每笔限用一张"]],
  ["a used coupon", "/coupons/cpn_3", {}, ["用券记录", "省 ¥20.00"]],
  ["purchases", "/purchases", {}, ["爱他美奶粉 等 3 件", "+182 积分", "部分退货", "已作废"]],
  ["no purchases", "/purchases", { "/purchases": "purchases.empty" }, ["还没有消费记录"]],
  ["a purchase explained", "/purchases/sal_01KA", {}, ["会员价 9.5 折，省 ¥9.90", "抹零", "微信支付", "等级加倍"]],
  ["a purchase partly returned", "/purchases/sal_01KB", {}, ["已退 1 件", "退回储值"]],
  ["benefits", "/benefits", {}, ["到期时成长值不满 600，会降为银卡", "再消费 ¥280 可升级", "全场 9.5 折 · 积分 2 倍"]],
  ["a rise tomorrow", "/benefits", { "/benefits": "benefits.pending" }, ["明天起升为金卡"]],
  ["the highest level", "/benefits", { "/benefits": "benefits.top" }, ["已经是最高等级"]],
  ["addresses", "/addresses", {}, ["王小满", "默认", "设为默认"]],
  ["no addresses", "/addresses", { "/addresses": "addresses.empty" }, ["还没有收货地址"]],
  ["an address that is gone", "/addresses/adr_9", {}, ["没有这个地址"]],
  ["the wallet", "/cards", {}, ["外婆的卡", "已挂失", "设为主卡", "添加会员卡"]],
  ["a new phone that waits", "/phone", { "/phone": "phone.pending" }, ["139****0009", "11月25日 14:03 生效", "取消更换"]],
  ["money held after a change", "/phone", { "/phone": "phone.held" }, ["储值将于 11月26日 14:03 恢复使用"]],
  ["privacy", "/privacy", {}, ["消费和储值账目", "2026年11月8日 11:00 同意了版本 2026-11", "导出我的数据"]],
  ["privacy for a visitor", "/privacy", { "/session": "session.visitor", "/privacy": "privacy.visitor" }, ["我们收集什么"]],
  ["leaving with money left", "/leave", { "/leave": "leave.refused" }, ["现在还不能退出", "储值还有 ¥120.00，请先到门店退款"]],
  ["leaving", "/leave", {}, ["优惠券 2 张", "获取验证码"]],
  ["settings", "/settings", {}, ["English", "退出会员"]],
])("%s", async (_what, path, other, texts) => {
  await open(path, other);
  await shows(...texts);
});

test.each([
  ["/balances", "/balances"],
  ["/balances/points", "/balances/points/entries"],
  ["/stored-value", "/top-up-offers"],
  ["/coupons", "/coupons"],
  ["/coupons/cpn_1", "/coupons/cpn_1"],
  ["/purchases", "/purchases"],
  ["/purchases/sal_01KA", "/purchases/sal_01KA"],
  ["/benefits", "/benefits"],
  ["/profile", "/profile"],
  ["/addresses", "/addresses"],
  ["/addresses/adr_1", "/addresses"],
  ["/cards", "/cards"],
  ["/phone", "/phone"],
  ["/privacy", "/privacy"],
  ["/leave", "/leave"],
])("%s says that it did not load, and loads when asked again", async (path, endpoint) => {
  await open(path, { [endpoint]: "problem.unavailable" });
  await shows("没有加载出来", "服务暂时不可用，请稍后再试");
  asked = playGateway(MEMBER);
  await press("重试");
  await until(() => expect(sent("GET", endpoint)).toHaveLength(1));
  await until(() => expect(document.body.textContent).not.toContain("没有加载出来"));
});

test("a list goes on where it ended", async () => {
  await open("/balances/points");
  await shows("加载更多");
  playGateway({ ...MEMBER, "/balances/points/entries": "entries.points.2" });
  await press("加载更多");
  await shows("充值赠送", "补记上次漏算的积分");
  expect(document.body.textContent).not.toContain("加载更多");
});

test("the profile is saved as it was typed (PRF-01)", async () => {
  await open("/profile", { "/profile": "profile.new", "PUT /profile": "profile" });
  await type("card_name", " 小满 ");
  await type("email", "xiaoman@example.com");
  send();
  await shows("已保存");
  const [request] = sent("PUT", "/profile");
  expect(request?.body).toEqual({ nickname: "小满妈妈", card_name: "小满", email: "xiaoman@example.com", birthday: null });
  expect(request?.key).toMatch(/^[0-9a-f]{32}$/);
});

test("a refusal of the profile stands beside its field", async () => {
  await open("/profile", { "PUT /profile": "problem.email_malformed" });
  await type("email", "a@b.c");
  send();
  await until(() => expect(document.querySelector("[role=alert]")?.textContent).toContain("邮箱地址不正确"));
});

test("a nickname is text, whatever it looks like (G4)", async () => {
  await open("/profile", { "/profile": "profile.hostile" });
  await until(() => expect(named("nickname").value).toBe("<img src=x onerror=alert(1)>"));
  expect(document.querySelector("img[src=x]")).toBeNull();
});

test("a session that ends in the middle of an address costs no typing", async () => {
  await open("/addresses/new", { "POST /addresses": "problem.unauthenticated" });
  await type("name", "王小满");
  await type("phone", "13800000001");
  await choose("region", "浙江省");
  await choose("region-city", "杭州市");
  await choose("region-district", "上城区");
  await type("detail", "人民路 18 号");
  send();
  await until(() => expect(leftFor).toHaveLength(1));

  await open("/addresses/new", { "POST /addresses": "address" });
  await until(() => expect(named("detail").value).toBe("人民路 18 号"));
  send();
  await until(() => expect(sent("POST", "/addresses")).toHaveLength(1));
  expect(sent("POST", "/addresses")[0]?.body).toEqual({
    name: "王小满",
    phone: "13800000001",
    region: ["浙江省", "杭州市", "上城区"],
    detail: "人民路 18 号",
    postal_code: null,
    is_default: false,
  });
  await until(() => expect(location.pathname).toBe(`${HOME}/addresses`));
});

test("an address refused by the gateway says which line", async () => {
  await open("/addresses/adr_1", { "PUT /addresses/adr_1": "problem.address_malformed" });
  await until(() => named("detail"));
  send();
  await shows("手机号不正确");
});

test("an address is deleted only after one more press", async () => {
  await open("/addresses", { "DELETE /addresses/adr_1": { status: 204, body: null } });
  await shows("王小满");
  document.querySelector<HTMLElement>("[aria-label='删除 王小满 的地址']")?.click();
  await shows("删除这个地址？");
  expect(sent("DELETE", "/addresses/adr_1")).toHaveLength(0);
  document.querySelector<HTMLElement>(".bottom-sheet .van-button--danger")?.click();
  await shows("地址已删除");
  expect(sent("DELETE", "/addresses/adr_1")).toHaveLength(1);
});

test("a phone is changed with both proofs, or with one (PRF-02, B10)", async () => {
  await open("/phone", { "POST /phone": "phone.pending" });
  await type("phone", "139 0000 0009");
  await type("code", "123456");
  send();
  await shows("请输入验证码");
  document.querySelector<HTMLElement>("[role=switch]")?.click();
  await nextTick();
  send();
  await shows("新手机号等待生效");
  expect(sent("POST", "/phone")[0]?.body).toEqual({ phone: "13900000009", sms_code: "123456" });
});

test("a card is added by its number and a code (CRD-01)", async () => {
  await open("/cards/add", { "POST /cards/sms": "sms.hidden", "POST /cards": "card.added" });
  await type("number", "8826 8211 2233 4477");
  await press("获取验证码");
  await shows("验证码已发到 尾号已隐藏");
  await type("code", "123456");
  send();
  await shows("已放进卡包");
  expect(sent("POST", "/cards")[0]?.body).toEqual({ number: "8826821122334477", sms_code: "123456" });
});

test("a number that was activated opens the coupon (CPN-02)", async () => {
  await open("/coupons/activate", { "POST /coupons/activate": "coupon.activated", "/coupons/cpn_2": "coupon.goods" });
  await type("number", " AB12 3456 ");
  send();
  await shows("激活成功，已放入我的券", "领取：婴儿湿巾 80 抽 1 包");
  expect(sent("POST", "/coupons/activate")[0]?.body).toEqual({ number: "AB123456" });
});

test("a changed privacy text is agreed to, at home, by its version", async () => {
  await open("/", { "/privacy": "privacy.needs_consent", "POST /privacy/consent": "consent" });
  await shows("隐私说明更新了");
  await press("同意");
  await shows("已同意隐私说明");
  expect(sent("POST", "/privacy/consent")[0]?.body).toEqual({ version: "2026-11" });
});

test("leaving takes a code and one more press, and ends with a good-bye (G16)", async () => {
  await open("/leave", { "POST /leave": { status: 204, body: null } });
  await type("code", "123456");
  send();
  await shows("确定退出会员？");
  expect(sent("POST", "/leave")).toHaveLength(0);
  await press("退出并删除");
  await shows("您已退出会员");
});

test("English is spoken once it is chosen, and asked for from the gateway", async () => {
  await open("/settings");
  await shows("English");
  await press("English");
  await shows("Language", "Privacy");
  expect(document.documentElement.lang).toBe("en");

  await open("/purchases");
  await shows("Purchases");
  expect(sent("GET", "/purchases")[0]?.language).toBe("en");
});
