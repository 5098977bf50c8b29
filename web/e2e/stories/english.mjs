// Emma reads English: from the setting on, every page of hers does, and only the shop's own words stay as they are.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { barriersOn } from "../eyes.mjs";
import { MINI, Mini } from "../mini.mjs";
import { story } from "../story.mjs";

const run = promisify(execFile);
const NUMBER = "13800000091";
const BOTTLE = "6901234523003";
const DIAPERS = "6901234512007";
const CHINESE = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u;
/** Columns that the shop writes. */
const WRITTEN = ["goods.name", "goods.unit", "category.name", "level.name", "level.benefits", "store.name", "store.address"];
WRITTEN.push("coupon_template.title", "merchant.name", "recharge_rule.name");
/** A language is called so by those who look for it. */
const CALLED_SO = ["Language 语言", "中文", MINI];

async function writtenIn(town) {
  const ask = WRITTEN.map((column) => `SELECT ${column.split(".")[1]} FROM ${column.split(".")[0]}`).join(" UNION ");
  const { stdout } = await run("sqlite3", ["-cmd", ".timeout 5000", join(town.home, "e2e.db"), ask]);
  const all = [...stdout.split("\n").filter(Boolean), ...CALLED_SO];
  // The longest first: one may begin as another does.
  return all.sort((one, other) => other.length - one.length);
}

/** All that a page shows or says, without what the shop wrote: the lines that are left in Chinese. */
async function chineseOn(page, selector, written) {
  const said = await page.evaluate((where) => {
    const parts = [...document.querySelectorAll(where)];
    const names = parts.flatMap((part) => [...part.querySelectorAll("*")]).flatMap((one) => ["aria-label", "alt", "title", "placeholder"].map((name) => one.getAttribute(name) ?? ""));
    return [...parts.map((part) => part.innerText), ...names].join("\n");
  }, selector);
  assert.ok(said.trim().length > 10, "there is something to read");
  const ours = written.reduce((left, words) => left.replaceAll(words, ""), said);
  return ours.split("\n").filter((line) => CHINESE.test(line));
}

async function settled(page) {
  await page.waitForLoadState("networkidle");
  await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
}

story("she chooses English before she is a member, and joins in English (REG-04)", async ({ phoneOf }) => {
  const emma = await phoneOf("Emma", NUMBER);
  await emma.follow();
  await emma.openCentre();
  await emma.visit("/settings");
  await emma.press("English");
  await emma.sees("Language");
  await emma.visit("/register");
  await emma.web.getByLabel("Phone").fill(NUMBER);
  await emma.web.getByLabel("Nickname").fill("Emma");
  await emma.web.getByRole("button", { name: "Join", exact: true }).click();
  await emma.web.getByText("Enter the code").waitFor();
  await emma.web.getByRole("button", { name: "Send code" }).click();
  const code = await emma.readCode();
  await emma.web.getByLabel("Code").fill(code === "000000" ? "000001" : "000000");
  await emma.web.getByRole("checkbox", { name: "I have read and agree:" }).click();
  await emma.web.getByRole("button", { name: "Join", exact: true }).click();
  await emma.web.getByText(/^Wrong code; \d tries left/).first().waitFor();
  await emma.web.getByLabel("Code").fill(code);
  await emma.web.getByRole("button", { name: "Join", exact: true }).click();
  await emma.web.getByRole("heading", { name: "Show this at the till" }).waitFor();
  await emma.sees(/Joined in WeChat/);
});

story("after a day of shopping no page of hers says a word in Chinese but the shop's", async ({ town, centreOf, counter: open }) => {
  const [her, counter] = [await centreOf("Emma"), await open()];
  await her.goto("/settings");
  await her.press("English");
  await her.sees("Language");
  await her.goto("/");
  const { card } = await her.asks("/me");
  assert.equal(card.name, "Member card");
  const rule = await counter.office("POST", "/recharge-rules", { name: "充300送30", principal: 30_000, terms: { gifts: { balance: 3_000, points: "100" } } });
  await counter.topUp(card.id, 30_000, rule.id);
  await her.goto("/offers");
  await her.page.getByRole("button", { name: /^Claim: / }).first().click();
  await her.sees("Claimed: see it");
  const lines = [{ code: BOTTLE, quantity: 2_000 }, { code: DIAPERS, quantity: 1_000 }];
  const { sale } = await counter.sell({ scan: await her.unusedCode() }, lines, "stored_value");
  await counter.refund(sale, 1);

  const written = await writtenIn(town);
  const wrong = [];
  const look = async (name) => {
    await settled(her.page);
    wrong.push(...(await chineseOn(her.page, "body", written)).map((line) => `${name}: ${line}`));
  };
  for (const path of ["/", "/benefits", "/balances", "/balances/points", "/stored-value", "/offers", "/coupons/activate", "/cards", "/profile", "/phone", "/addresses", "/settings", "/privacy", "/leave"]) {
    await her.goto(path);
    await look(path);
  }
  await her.goto("/");
  await her.follow("Purchases");
  await look("purchases");
  await her.page.locator("main a[href*='/purchases/']").first().click();
  await her.titled("Purchase");
  await her.sees(/saves ¥/);
  await her.sees(/1 .* returned/);
  await look("a purchase");
  await her.goto("/coupons?state=usable");
  await look("coupons");
  await her.page.locator("main a[href*='/coupons/cpn']").first().click();
  await her.titled("Coupon");
  await her.sees(/ask for this coupon$/);
  await look("a coupon");
  assert.deepEqual(wrong, []);
  assert.deepEqual(await barriersOn(her.page, "a coupon in English"), []);
});

story("back in Chinese, what she saw in English is asked for again", async ({ centreOf }) => {
  const her = await centreOf("Emma");
  await her.goto("/");
  await her.sees("Joined in WeChat");
  await her.follow("Settings");
  await her.press("中文");
  await her.titled("设置");
  await her.press("返回");
  await her.page.getByRole("heading", { name: "请出示给商家" }).waitFor();
  await her.sees("微信注册");
});

story("the mini-program is English from the same setting on, whatever it shows", async ({ town, phoneOf }) => {
  const emma = await phoneOf("Emma");
  await emma.closeWeb();
  await emma.screen.getByRole("button", { name: "返回" }).first().click();
  const mini = new Mini(emma);
  await mini.open();
  const written = await writtenIn(town);
  await mini.web.locator(".mp-page:not([hidden])").waitFor();
  await mini.sees("设置");
  await mini.tap("设置");
  await mini.tap("English");
  await mini.sees("Joined in WeChat");
  const wrong = [];
  for (const name of ["Offers", "Coupons", "Purchases", "Benefits", "Cards", "Top-ups", "Profile"]) {
    // The number of coupons stands beside the word.
    await mini.page.getByRole("button", { name: new RegExp(`^${name}`) }).first().click();
    await mini.web.locator(".mp-page:not([hidden]) [aria-busy=true]").first().waitFor({ state: "detached" });
    wrong.push(...(await chineseOn(mini.frame(), ".mp-page:not([hidden])", written)).map((line) => `${name}: ${line}`));
    await mini.goBack();
  }
  assert.deepEqual(wrong, []);
});
