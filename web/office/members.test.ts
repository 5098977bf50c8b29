import { afterEach, expect, it, vi } from "vitest";
import { closePage, control, fixture, openPage, PATIENCE, playGateway, sees, shown } from "./gateway.fixture";

afterEach(() => {
  closePage();
  localStorage.clear();
  vi.unstubAllGlobals();
});

const LIST = { "POST /members/search": "members", "GET /settings": "settings", "GET /tags": "tags", "GET /views": "views" };
const ONE = { ...LIST, "GET /members/mbr_01KA": "member", "GET /members/mbr_01KA/benefits": "benefits" };
const press = (name: string) => control(name).click();

/** The control that a label or an `aria-label` names. */
function field(name: string): HTMLInputElement {
  const label = [...document.querySelectorAll("label")].find((one) => one.textContent?.trim() === name);
  const found = label?.htmlFor ? document.getElementById(label.htmlFor) : document.querySelector(`[aria-label="${name}"]`);
  if (!found) throw new Error(`no field ${name}`);
  return found as HTMLInputElement;
}

function fill(name: string, words: string): void {
  const input = field(name);
  input.value = words;
  input.dispatchEvent(new Event(input.tagName === "SELECT" ? "change" : "input", { bubbles: true }));
}

it("shows members as a table or as a grid by one switch, and keeps to what was chosen (PRF-03)", PATIENCE, async () => {
  playGateway(LIST);
  await openPage("/members");
  await sees("138****0001");
  expect(document.querySelectorAll("tbody tr")).toHaveLength(2);
  press("卡片");
  await vi.waitFor(() => expect(document.querySelectorAll("li.panel")).toHaveLength(2));
  closePage();
  await openPage("/members");
  await vi.waitFor(() => expect(document.querySelectorAll("li.panel")).toHaveLength(2));
});

it("filters by what the address says, shows it as chips, and never has the words in it (PRF-03)", PATIENCE, async () => {
  const asked = playGateway(LIST);
  await openPage("/members?level=lvl_3&birthday_month=11&q=13800000001");
  await sees("等级：金卡");
  await sees("生日：11 月");
  await sees("搜索：13800000001");
  await vi.waitFor(() => expect(location.search).toBe("?level=lvl_3&birthday_month=11"));
  await vi.waitFor(() => expect(asked.filter(({ path }) => path === "/members/search").at(-1)?.body).toMatchObject({ q: "13800000001", level: "lvl_3", birthday_month: 11 }));
  expect(asked.every(({ query }) => !query.has("q"))).toBe(true);
});

it("names the shop that the address filters by, also one that was closed", PATIENCE, async () => {
  playGateway({ ...LIST, "GET /stores": "stores.closed" });
  await openPage("/members?store=str_02");
  await sees("门店：万象城店（已关闭）");
  expect([...document.querySelectorAll("option")].map(({ value }) => value)).toContain("str_01");
});

it("begins the search with / and goes along the list with j and k (PRF-03)", PATIENCE, async () => {
  playGateway(LIST);
  await openPage("/members");
  await sees("138****0003");
  const key = (name: string) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true }));
  key("j");
  expect(document.activeElement?.textContent).toContain("小美");
  key("j");
  key("j");
  expect(document.activeElement?.textContent).toContain("丽丽");
  key("k");
  expect(document.activeElement?.textContent).toContain("小美");
  key("/");
  expect(document.activeElement).toBe(field("搜索会员"));
});

it("says what to do when nobody is found, and when the gateway is away", PATIENCE, async () => {
  const answers: Record<string, string> = { ...LIST, "POST /members/search": "members.empty" };
  playGateway(answers);
  await openPage("/members?tag=tag_1");
  await sees("没有符合的会员");
  answers["POST /members/search"] = "problem.unavailable";
  press("去掉全部条件");
  await sees("服务暂时不可用");
  answers["POST /members/search"] = "members";
  press("再试一次");
  await sees("138****0001");
});

it("has every field of a member, with what is secret masked (PRF-04)", PATIENCE, async () => {
  playGateway(ONE);
  await openPage("/members/mbr_01KA");
  await sees("会员号 100000012");
  for (const name of ["昵称", "姓名", "生日", "邮箱", "证件号", "称谓", "语言", "工作岗位", "传真", "网站", "关联卡号", "归属门店", "备注"]) field(name);
  for (const words of ["会员卡号6688 0002 1234", "会员类型金卡", "总消费金额¥8,640.00"]) await sees(words);
  expect(field("邮箱").placeholder).toContain("x***@example.com");
  expect(shown()).not.toContain("13800000001");
});

it("says what a balance becomes before it is edited, and that it waits for another person above the limit (PRF-05, E19)", PATIENCE, async () => {
  const asked = playGateway({ ...ONE, "POST /cards/crd_1/adjust": "adjust.approval" });
  await openPage("/members/mbr_01KA/benefits");
  await sees("1,234.5");
  expect(document.querySelector('[aria-label="编辑储值卡"]')).toBeNull();
  press("编辑积分");
  await sees("现有 1,234.5");
  fill("增加或减少", "-2000");
  await sees("不够减");
  fill("增加或减少", "5000");
  await sees("→ 6234.5");
  fill("原因", "活动补发");
  press("记账");
  await sees("已提交审批");
  const { body, key } = asked.find(({ path }) => path === "/cards/crd_1/adjust")!;
  expect(body).toEqual({ asset: "points", amount: "5000", reason: "活动补发" });
  expect(key).toBeTruthy();
});

it("shows the whole phone for a reason, and only as long as it is looked at (G9)", PATIENCE, async () => {
  const asked = playGateway({ ...ONE, "POST /members/mbr_01KA/phone": "phone" });
  await openPage("/members/mbr_01KA");
  await sees("138****0001");
  press("查看手机号");
  await sees("谁在什么时候为什么看过");
  fill("原因", "核对会员身份");
  document.querySelector<HTMLFormElement>("form.sheet:not(.panel)")?.requestSubmit();
  await sees("138 0000 0001");
  expect(asked.find(({ path }) => path.endsWith("/phone"))?.body).toEqual({ reason: "核对会员身份" });
  press("关闭");
  await vi.waitFor(() => expect(shown()).not.toContain("138 0000 0001"));
});

it("runs nothing of what members write about themselves (G4)", PATIENCE, async () => {
  playGateway(ONE);
  const hostile = '<img src=x onerror="window.__pwned = 1">';
  const member = { ...fixture("member"), nickname: hostile, remark: hostile, avatar: "javascript:window.__pwned=1" };
  const real = fetch;
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => (url.endsWith("/members/mbr_01KA") ? Promise.resolve(new Response(JSON.stringify(member))) : real(url, init)));
  await openPage("/members/mbr_01KA");
  await sees(hostile);
  expect(document.querySelector("main img")).toBeNull();
  expect("__pwned" in window).toBe(false);
});

it("opens a purchase with what explains its prices, how it was paid and what came back (PRF-08)", PATIENCE, async () => {
  playGateway({ ...ONE, "GET /members/mbr_01KA/purchases": "purchases", "GET /sales/sal_1": "sale" });
  await openPage("/members/mbr_01KA/purchases");
  await sees("奶粉 等 2 件");
  press("查看 11月22日 14:03");
  await sees("金卡 9 折");
  for (const words of ["人民路店 · T01 · 收银员 小李 · 单号 T01-0001", "¥268.20", "储值 ¥200.00", "微信 ¥90.50，已退 ¥22.30", "受潮", "已退 1.355斤", "获得积分 290"]) expect(shown()).toContain(words);
});

it("shows what came to one card, not to all of them (PRF-05)", PATIENCE, async () => {
  const asked = playGateway({ ...ONE, "GET /members/mbr_01KA/entries": "members.empty" });
  await openPage("/members/mbr_01KA/benefits");
  await sees("积分");
  press("查看积分");
  await sees("还没有变动");
  const { query } = asked.find(({ path }) => path.endsWith("/entries"))!;
  expect([query.get("asset"), query.get("card")]).toEqual(["points", fixture<{ items: { card: { id: string } }[] }>("benefits").items[0]!.card.id]);
});

it("mends a phone for a reason, says what follows before, and takes nobody else's (PRF-04, B11)", PATIENCE, async () => {
  const answers: Record<string, string> = { ...ONE, "POST /members/mbr_01KA/new-phone": "problem.phone_taken" };
  const asked = playGateway(answers);
  await openPage("/members/mbr_01KA");
  await sees("138****0001");
  press("改手机号");
  await sees("储值 24 小时内不能用");
  fill("新手机号", "139 0000 0009");
  fill("原因", "录错了");
  const send = () => document.querySelector<HTMLFormElement>("form.sheet:not(.panel)")?.requestSubmit();
  send();
  await sees("这个手机号已是另一位会员的");
  expect(field("新手机号").value).toBe("139 0000 0009");
  answers["POST /members/mbr_01KA/new-phone"] = "member";
  send();
  await sees("手机号已改");
  const { body, key } = asked.filter(({ path }) => path.endsWith("/new-phone")).at(-1)!;
  expect(body).toEqual({ version: fixture<{ version: number }>("member").version, phone: "13900000009", reason: "录错了" });
  expect(key).toBeTruthy();
  await vi.waitFor(() => expect(asked.filter(({ method, path }) => method === "GET" && path === "/members/mbr_01KA")).toHaveLength(2));
});
