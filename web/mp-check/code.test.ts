// @vitest-environment jsdom
import { afterEach, expect, it, vi } from "vitest";
import { fixture } from "./answers.mjs";
import { Handset, soon } from "./handset.ts";

vi.setConfig({ testTimeout: 20_000 });
afterEach(() => void vi.useRealTimers());

const asks = (handset: Handset) => handset.asked.filter(({ request }) => request === "GET /code").length;

async function atCode() {
  const handset = await Handset.open("pages/code/code");
  await handset.sees("8812 3456 7890 1234 56");
  return handset;
}

it("the screen is bright while the code is shown, and as it was afterwards", async () => {
  const handset = await Handset.open("pages/home/home");
  await handset.press("出示会员码");
  await handset.arrives("pages/code/code");
  const screen = document.documentElement.dataset;
  await soon(() => expect([screen.brightness, screen.awake]).toEqual(["1", "true"]));
  handset.program.back(1);
  await soon(() => expect([screen.brightness, screen.awake]).toEqual(["0.5", "false"]));
});

it("the code does not wait for the card", async () => {
  const handset = await Handset.open("pages/home/home", { "GET /me": "problem.unavailable" });
  await handset.sees("没有加载出来", "8812 3456 7890 1234 56");
});

it("the next code is asked for when it is due", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const handset = await atCode();
  const before = asks(handset);
  await vi.advanceTimersByTimeAsync(31_000);
  expect(asks(handset)).toBe(before + 1);
});

it("without a network the last code stays while it is good, and then says what to do", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const handset = await atCode();
  handset.offline = true;
  await vi.advanceTimersByTimeAsync(31_000);
  await handset.sees("没有网络，这个码现在还能用");
  await vi.advanceTimersByTimeAsync(31_000);
  await handset.sees("已过期", "请联网后刷新会员码");
  handset.offline = false;
  await handset.press("立即更新");
  await soon(() => expect(handset.text).not.toContain("已过期"));
});

it("the code of the card that was primary is not shown again", async () => {
  const handset = await Handset.open("pages/home/home");
  await handset.sees("8812 3456 7890 1234 56");
  await handset.press("会员卡包");
  await handset.press("设为主卡");
  await handset.sees("把这张卡设为主卡？");
  handset.changes = { "GET /code": { ...fixture("code"), grouped: "9912 0000 0000 0000 00" } };
  await handset.press("设为主卡");
  await soon(() => expect(document.querySelector(".mp-toast")?.textContent).toContain("已换成主卡"));
  handset.program.back(1);
  await handset.sees("9912 0000 0000 0000 00");
  expect(handset.text).not.toContain("8812 3456 7890 1234 56");
});

it("nobody asks for codes that nobody looks at", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const handset = await Handset.open("pages/home/home");
  await handset.sees("8812 3456 7890 1234 56");
  await handset.press("设置");
  await handset.arrives("packages/profile/settings");
  const before = asks(handset);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(asks(handset)).toBe(before);
});
