import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { nextTick } from "vue";

const HOME = "/m/wx00000000000000a1";
const MERCHANT = {
  id: "mch_1",
  name: "好孕妈咪母婴",
  theme: { primary: "#c2456b", on_primary: "#ffffff", card_from: "#d9577e", card_to: "#8f2c4f" },
};
const VISITOR = { state: "visitor", appid: "wx00000000000000a1", nickname: null, avatar: null, merchant: MERCHANT };
const ME = {
  id: "mbr_1",
  number: "10000001",
  nickname: "小满妈妈",
  phone_masked: "138****0001",
  source_text: "微信注册",
  joined_at: "2026-11-22T03:00:00Z",
  card: {
    id: "crd_1",
    number_text: "8826 82** **** **41",
    name: "会员卡",
    level: { id: "lvl_12", name: "普通会员", benefits: "" },
    status: "active",
    status_text: "正常",
    primary: true,
  },
  coupons_usable: 0,
  merchant: MERCHANT,
};
const SIGNED_OUT = { status: 401, body: { code: "unauthenticated", title: "请先登录" } };

type Reply = { status?: number; body: unknown };

let gateway: Record<string, Reply>;
let leftFor: string[];
let registrations: unknown[];

/** Opens a page as a full load does: nothing survives but the address and the tab's memory. */
async function load(path: string) {
  vi.resetModules();
  document.body.innerHTML = `<div id="app"></div>`;
  history.replaceState(null, "", HOME + path);
  await import("./main");
}

const shows = (text: string) => vi.waitFor(() => expect(document.body.textContent).toContain(text));

function field(name: string): HTMLInputElement {
  const [found] = document.getElementsByName(name);
  if (!(found instanceof HTMLInputElement)) throw new Error(`no field ${name}`);
  return found;
}

function type(name: string, text: string) {
  field(name).value = text;
  field(name).dispatchEvent(new Event("input"));
}

async function fillIn() {
  await vi.waitFor(() => field("phone"));
  type("phone", "138 0000 0001");
  type("code", "123456");
  type("nickname", "小满妈妈");
  document.querySelector<HTMLElement>("[role=checkbox]")?.click();
}

function button(label: string): HTMLButtonElement {
  const found = [...document.querySelectorAll("button")].find((each) => each.textContent?.includes(label));
  if (!found) throw new Error(`no button ${label}`);
  return found;
}

/** Nobody presses in the instant they type; the page has drawn itself meanwhile. */
async function press(label: string) {
  await nextTick();
  button(label).click();
}

const send = () => document.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true }));

beforeEach(() => {
  sessionStorage.clear();
  leftFor = [];
  registrations = [];
  gateway = { "/session": { body: VISITOR }, "/register": { status: 201, body: ME }, "/me": { body: ME } };
  vi.spyOn(location, "replace").mockImplementation((to) => void leftFor.push(String(to)));
  vi.spyOn(window, "scrollTo").mockImplementation(() => {});
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const path = url.replace("/v1/member", "").replace(/\?.*/, "");
    if (path === "/register") registrations.push(JSON.parse(String(init.body)));
    const { status = 200, body } = gateway[path] ?? { status: 503, body: { code: "closed", title: "暂停服务" } };
    return new Response(JSON.stringify(body), { status });
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("a visitor is offered to register and to bind, whatever page was asked for (REG-03)", async () => {
  await load("/offers");
  await shows("会员注册");
  await shows("绑定会员");
});

test("a registration sends what was typed and ends in the member centre (REG-05)", async () => {
  await load("/register");
  await fillIn();
  send();
  await shows("8826 82** **** **41");
  expect(location.pathname).toBe(`${HOME}/`);
  expect(registrations).toEqual([
    { phone: "13800000001", sms_code: "123456", nickname: "小满妈妈", consent: "2026-11" },
  ]);
});

test("without consent nothing is sent", async () => {
  await load("/register");
  await fillIn();
  document.querySelector<HTMLElement>("[role=checkbox]")?.click();
  send();
  await shows("请先阅读并同意隐私说明");
  expect(registrations).toEqual([]);
});

test("somebody unknown goes to WeChat and is to come back to the page asked for", async () => {
  gateway["/session"] = SIGNED_OUT;
  await load("/coupons?state=used");
  await vi.waitFor(() => expect(leftFor).toHaveLength(1));
  expect(new URL(leftFor[0] ?? "", "http://x").searchParams.get("to")).toBe(`${HOME}/coupons?state=used`);
});

test("coming back without a session is said, not repeated", async () => {
  gateway["/session"] = SIGNED_OUT;
  await load("/");
  await vi.waitFor(() => expect(leftFor).toHaveLength(1));
  await load("/");
  await shows("没有登录成功");
  expect(leftFor).toHaveLength(1);
});

test("a session that ends in the middle of the form costs no typing", async () => {
  await load("/register");
  await fillIn();
  gateway["/register"] = SIGNED_OUT;
  send();
  await vi.waitFor(() => expect(leftFor).toHaveLength(1));
  expect(new URL(leftFor[0] ?? "", "http://x").searchParams.get("to")).toBe(`${HOME}/register`);

  await load("/register");
  await vi.waitFor(() => expect(field("phone").value).toBe("13800000001"));
  expect(field("code").value).toBe("123456");
  expect(field("nickname").value).toBe("小满妈妈");
});

test("an SMS is asked for once a minute, over a reload too", async () => {
  gateway["/sms"] = { status: 202, body: { phone_masked: "138****0001", retry_after_s: 60, expires_in_s: 300 } };
  await load("/register");
  await vi.waitFor(() => field("phone"));
  type("phone", "13800000001");
  await press("获取验证码");
  await shows("验证码已发到 138****0001");
  await shows("秒后重发");
  expect(button("秒后重发").disabled).toBe(true);

  await load("/register");
  await shows("秒后重发");
  expect(button("秒后重发").disabled).toBe(true);
});

test("a gateway that says to wait is obeyed", async () => {
  gateway["/sms"] = { status: 429, body: { code: "sms_too_soon", title: "请稍后再获取", retry_after_s: 41 } };
  await load("/register");
  await vi.waitFor(() => field("phone"));
  type("phone", "13800000001");
  await press("获取验证码");
  await shows("请稍后再获取");
  await shows("41 秒后重发");
});

test("the WeChat nickname is fetched and what was typed is kept", async () => {
  await load("/register");
  await fillIn();
  type("nickname", "");
  await press("使用微信昵称");
  await vi.waitFor(() => expect(leftFor).toHaveLength(1));
  expect(new URL(leftFor[0] ?? "", "http://x").searchParams.get("scope")).toBe("snsapi_userinfo");

  gateway["/session"] = { body: { ...VISITOR, nickname: "满满" } };
  await load("/register");
  await vi.waitFor(() => expect(field("nickname").value).toBe("满满"));
  expect(field("phone").value).toBe("13800000001");
});
