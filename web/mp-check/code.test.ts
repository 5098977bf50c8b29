// @vitest-environment jsdom
import { afterEach, expect, it, vi } from "vitest";
import { fixture } from "./answers.mjs";
import { Handset, soon } from "./handset.ts";

vi.setConfig({ testTimeout: 20_000 });
afterEach(() => void vi.useRealTimers());

const asks = (handset: Handset) => handset.asked.filter(({ request }) => request.startsWith("GET /code")).length;

/** What the gateway gives out for the half-minutes that follow. */
const ahead = [1, 2].map((n) => ({
  ...fixture("code"),
  grouped: `8812 0000 0000 0000 0${n}`,
  made_at: `2026-11-22T03:0${(n * 30) / 60 | 0}:${n % 2 ? "30" : "00"}Z`,
  valid_until: `2026-11-22T03:0${n === 1 ? "1:30" : "2:00"}Z`,
}));

async function atCode() {
  const handset = await Handset.open("pages/code/code", { "GET /code": { ...fixture("code"), ahead } });
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

it("without a network the codes that came ahead are shown, each in its time, and then none (COD-01)", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const handset = await atCode();
  handset.offline = true;
  await vi.advanceTimersByTimeAsync(31_000);
  await handset.sees("8812 0000 0000 0000 01", "没有网络，会员码还能用 1 分多钟");
  expect(handset.text).not.toContain("8812 3456 7890 1234 56");
  await vi.advanceTimersByTimeAsync(31_000);
  await handset.sees("8812 0000 0000 0000 02", "没有网络，会员码还能用不到 1 分钟");
  await vi.advanceTimersByTimeAsync(61_000);
  await handset.sees("会员码已过期", "网络不可用，请检查网络后再试");
  expect(handset.text).not.toMatch(/8812 \d{4}/);
  handset.offline = false;
  await handset.press("立即更新");
  await handset.sees("8812 3456 7890 1234 56");
});

it("a card that may not be used any more shows no code that came before (COD-01)", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const handset = await atCode();
  handset.changes = { "GET /code": "problem.card_not_active" };
  await vi.advanceTimersByTimeAsync(31_000);
  await handset.sees(fixture("problem.card_not_active").title);
  expect(handset.text).not.toMatch(/8812 \d{4}/);
});

it("no code is kept where another program or another day could find it", async () => {
  await atCode();
  expect(JSON.stringify(Object.entries(localStorage))).not.toMatch(/8812/);
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
