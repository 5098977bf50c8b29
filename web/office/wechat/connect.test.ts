import { afterEach, expect, it, vi } from "vitest";
import { type Answers, closePage, control, openPage, PATIENCE, playGateway, sees, shown } from "../gateway.fixture";

afterEach(() => {
  closePage();
  vi.unstubAllGlobals();
});

const CHECK = "POST /wechat/accounts/wx00000000000000d4/check";
const press = (name: string) => control(name).click();

/** Types into the field that a label names. */
function fill(label: string, words: string): void {
  const named = [...document.querySelectorAll("label")].find((one) => one.textContent?.trim() === label);
  const field = named && document.querySelector<HTMLInputElement>(`[id="${named.htmlFor}"]`);
  if (!field) throw new Error(`no field ${label}`);
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

it("leads from an AppID to a green check, and sends a secret once", PATIENCE, async () => {
  const answers: Answers = { "POST /wechat/accounts": "problem.account_exists", [CHECK]: "wechat.check" };
  const asked = playGateway(answers);
  await openPage("/accounts/new");
  await sees("先告诉我们是哪个账号");
  fill("名称", "小月亮亲子");
  fill("AppID", "wx00000000000000d4");
  fill("AppSecret", "00112233445566778899aabbccddeeff");
  fill("原始 ID", "gh_000000000004");
  press("下一步");
  await sees("这个 AppID 已经连接过了");
  answers["POST /wechat/accounts"] = "wechat.connected";
  press("下一步");
  await sees("https://card.example.com/wechat/wx00000000000000d4");
  await sees("Tk3nTk3nTk3nTk3nTk3nTk3nTk3nTk3n");
  const [, sent] = asked.filter(({ path }) => path === "/wechat/accounts");
  expect(sent?.body).toMatchObject({ appid: "wx00000000000000d4", kind: "service", mode: "safe", secret: "00112233445566778899aabbccddeeff" });
  expect(sent?.key).not.toBeNull();

  press("粘贴好了，去验证");
  await sees("有 1 处要改");
  await sees("AppSecret 不对（40125）");
  expect(control("下一步").disabled).toBe(true);
  control("改 AppSecret");
  answers[CHECK] = "wechat.check.green";
  press("再查一次");
  await sees("全部正常");
  press("下一步");
  await sees("「小月亮亲子」连接好了");
});

it("lists the accounts, each with what its last check found", PATIENCE, async () => {
  playGateway({ "GET /wechat/accounts": "wechat.accounts" });
  await openPage("/accounts");
  await sees("好孕妈咪母婴服务号wx00000000000000a1✓ 连接正常");
  await sees("小月亮亲子服务号wx00000000000000d4! 有问题");
});

it("shows an account's check later, and never a Token that is not new", PATIENCE, async () => {
  playGateway({ "GET /wechat/accounts": "wechat.accounts", [CHECK]: "wechat.check.green" });
  await openPage("/accounts/wx00000000000000d4");
  await sees("全部正常");
  await sees("Token 和 EncodingAESKey 不再显示");
  expect(shown()).not.toContain("Tk3n");
});
