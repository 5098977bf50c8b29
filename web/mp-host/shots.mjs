// Pictures of every page of the mini-program, by day and by night: `node mp-host/shots.mjs`, after `npm run build`. They go
// to shots/mini, which git ignores. The pages and the browser are real; the fixtures answer in the gateway's place.
import { mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { answer } from "../mp-check/answers.mjs";

const DIST = fileURLToPath(new URL("../dist/", import.meta.url));
const FOLDER = fileURLToPath(new URL("../shots/mini/", import.meta.url));
const POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'";
const WORLD = {
  accounts: [{ appid: "wx00000000000000b2", kind: "mini", callback: "http://gateway/" }],
  people: [{ id: "p1", nickname: "小美", phone: "13800000001", avatar: "" }],
  person: "p1",
};
const VISITOR = { "POST /mini/session": { token: "t", session: JSON.parse(readFileSync(new URL("../fixtures/member/session.visitor.json", import.meta.url), "utf8")) } };

const SHOTS = [
  ["home", "pages/home/home"],
  ["home-lost-card", "pages/home/home", { "GET /me": "me.lost_card" }],
  ["code", "pages/code/code"],
  ["welcome", "pages/welcome/welcome", VISITOR],
  ["register", "pages/register/register", VISITOR],
  ["bind", "pages/bind/bind", VISITOR],
  ["profile", "packages/profile/profile"],
  ["profile-hostile", "packages/profile/profile", { "GET /profile": "profile.hostile" }],
  ["phone", "packages/profile/phone"],
  ["phone-pending", "packages/profile/phone", { "GET /phone": "phone.pending" }],
  ["settings", "packages/profile/settings"],
  ["benefits", "packages/profile/benefits"],
  ["balances", "packages/balance/balances"],
  ["history", "packages/balance/history?asset=points"],
  ["history-empty", "packages/balance/history?asset=points", { "GET /balances/points/entries": "entries.empty" }],
  ["stored-value", "packages/balance/stored-value"],
  ["offers", "packages/coupon/offers"],
  ["offers-empty", "packages/coupon/offers", { "GET /offers": "offers.empty" }],
  ["activate", "packages/coupon/activate"],
  ["coupons", "packages/coupon/coupons"],
  ["coupons-used", "packages/coupon/coupons?state=used"],
  ["coupon", "packages/coupon/coupon?id=cpn_1"],
  ["coupon-used", "packages/coupon/coupon?id=cpn_1", { "GET /coupons/{}": "coupon.used" }],
  ["purchases", "packages/purchase/purchases"],
  ["purchase", "packages/purchase/purchase?id=sal_1"],
  ["purchase-refunded", "packages/purchase/purchase?id=sal_1", { "GET /purchases/{}": "purchase.part_refunded" }],
  ["addresses", "packages/address/addresses"],
  ["address", "packages/address/address"],
  ["address-edit", "packages/address/address?id=adr_1"],
  ["cards", "packages/card/cards"],
  ["add-card", "packages/card/add"],
  ["privacy", "packages/privacy/privacy", { "GET /privacy": "privacy.needs_consent" }],
  ["leave", "packages/privacy/leave"],
  ["leave-refused", "packages/privacy/leave", { "GET /leave": "leave.refused" }],
  ["failed", "packages/purchase/purchases", { "GET /purchases": "problem.unavailable" }],
];

const TYPES = { html: "text/html; charset=utf-8", css: "text/css", js: "text/javascript" };
let changes = {};

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  const send = (body, type = "application/json") => response.setHeader("content-type", type).setHeader("content-security-policy", POLICY).end(body);
  if (pathname === "/sandbox/state") return send(JSON.stringify(WORLD));
  if (pathname.endsWith("/login")) return send('{"code":"a-code"}');
  if (pathname.endsWith("/request")) return send(JSON.stringify(await asked(request)));
  const file = pathname === "/mini" ? "mini.html" : pathname.slice(1);
  try {
    send(readFileSync(DIST + file), TYPES[file.split(".").pop()]);
  } catch {
    response.writeHead(404).end();
  }
});

async function asked(request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  const { method, url } = JSON.parse(text);
  const { pathname, search } = new URL(url);
  return { headers: {}, ...answer(`${method} ${pathname.replace("/v1/member", "")}${search}`, changes) };
}

server.listen(0, "127.0.0.1", async () => {
  const browser = await chromium.launch({ executablePath: process.env.KABAO_CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
  try {
    mkdirSync(FOLDER, { recursive: true });
    for (const colorScheme of ["light", "dark"]) await picture(browser, colorScheme);
  } finally {
    await browser.close();
    server.close();
  }
});

async function picture(browser, colorScheme) {
  const context = await browser.newContext({ viewport: { width: 375, height: 760 }, locale: "zh-CN", colorScheme, deviceScaleFactor: 1, reducedMotion: "reduce" });
  for (const [name, page, given = {}] of SHOTS) {
    changes = given;
    const tab = await context.newPage();
    tab.on("pageerror", (fault) => console.error(`${name}: ${fault}`));
    tab.on("console", (message) => message.type() === "error" && !/404/.test(message.text()) && console.error(`${name}: ${message.text()}`));
    await tab.goto(`http://127.0.0.1:${server.address().port}/mini?page=${encodeURIComponent(page)}`, { waitUntil: "networkidle" });
    // The page scrolls inside of itself; as tall as it is, all of it is to be seen.
    const height = await tab.evaluate(() => document.querySelector(".mp-page:not([hidden])").scrollHeight + 44);
    await tab.setViewportSize({ width: 375, height: Math.min(Math.max(height, 760), 2000) });
    await tab.screenshot({ path: `${FOLDER}${name}${colorScheme === "dark" ? ".dark" : ""}.png` });
    await tab.close();
  }
  await context.close();
}
