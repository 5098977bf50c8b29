// The gateway is in trouble, or whatever stands before it: 糖糖 is told so on every screen, and asks again.
import assert from "node:assert/strict";
import { barriersOn } from "../eyes.mjs";
import { story } from "../story.mjs";

/** What comes instead of an answer. */
const TROUBLE = {
  "500": { status: 500, body: "" },
  "503": { status: 503, contentType: "application/problem+json", body: JSON.stringify({ code: "unavailable", title: "服务暂时不可用，请稍后再试", status: 503 }) },
  "a proxy's page": { status: 502, contentType: "text/html", body: "<html><h1>502 Bad Gateway</h1></html>" },
  "a page that is no answer": { status: 200, contentType: "text/html", body: "<html><h1>WiFi login</h1></html>" },
};

const SCREENS = [
  "/",
  "/code",
  "/balances",
  "/balances/points",
  "/stored-value",
  "/benefits",
  "/offers",
  "/coupons",
  "/purchases",
  "/addresses",
  "/cards",
  "/profile",
  "/phone",
  "/privacy",
  "/leave",
];

for (const [name, answer] of Object.entries(TROUBLE)) {
  story(`${name} is told in words on every screen, and asking again helps`, async ({ town, centreOf }) => {
    const her = await (await centreOf("糖糖")).beside();
    const asked = /\/v1\/member\/(?!session)/;
    await town.forgives(/status of 50[023]/, async () => {
      await her.goto("/");
      const coupon = (await her.asks("/coupons?state=used")).items[0];
      const purchase = (await her.asks("/purchases")).items[0];
      for (const path of [...SCREENS, ...(coupon ? [`/coupons/${coupon.id}`] : []), ...(purchase ? [`/purchases/${purchase.id}`] : [])]) {
        await her.page.route(asked, (route) => route.fulfill(answer));
        await her.goto(path);
        const again = her.page.getByRole("button", { name: "重试", exact: true });
        await again.first().waitFor();
        await her.sees("服务暂时不可用，请稍后再试");
        if (name === "503") assert.deepEqual(await barriersOn(her.page, `${path} in trouble`), []);
        await her.page.unroute(asked);
        // The code's own panel asks again by itself, so a button may be gone before it is pressed.
        for (let left = await again.count(); left > 0; left -= 1) await again.first().click({ timeout: 2_000 }).catch(() => {});
        await her.page.waitForFunction(() => !/没有加载出来|暂时不可用/.test(document.body.innerText));
      }
      await her.page.route("**/v1/member/session*", (route) => route.fulfill(answer));
      await her.page.goto(her.page.url());
      await her.titled("没有打开成功");
      await her.page.unroute("**/v1/member/session*");
      await her.press("重新加载");
      await her.page.locator("main h1").filter({ hasNotText: "没有打开成功" }).waitFor({ state: "attached" });
    });
    await her.page.close();
  });
}
