// 糖糖's network is bad, and her language is not always Chinese.
import assert from "node:assert/strict";
import { story } from "../story.mjs";

story("without a network the code goes on for a few half-minutes, and then there is none (COD-01)", async ({ centreOf }) => {
  const her = await (await centreOf("糖糖")).beside();
  await her.page.clock.install();
  await her.goto("/");
  const digits = her.page.locator(".digits");
  const shown = [await digits.textContent()];
  await her.context.setOffline(true);
  await her.page.getByRole("link", { name: "放大会员码" }).click();
  await her.titled("会员码");
  for (let window = 0; window < 3; window += 1) {
    await her.page.clock.runFor(30_000);
    await her.sees(/没有网络，会员码还能用/);
    shown.push(await digits.textContent());
  }
  assert.equal(new Set(shown).size, 4, `a code for each half-minute: ${shown}`);
  const kept = await her.page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, document.body.innerHTML]));
  for (const code of shown.slice(0, 3)) assert.ok(!kept.includes(code) && !kept.includes(code.replaceAll(" ", "")), "only the code of now is anywhere to be seen");

  await her.page.clock.runFor(61_000);
  await her.page.getByRole("heading", { name: "会员码已过期" }).waitFor();
  assert.equal(await digits.count() + (await her.page.getByAltText(/^会员码/).count()), 0, "what is over is not shown");
  await her.context.setOffline(false);
  await digits.waitFor();
  await her.page.close();
});

story("a page that is wanted offline says so, and comes when the network is back", async ({ centreOf }) => {
  const her = await centreOf("糖糖");
  await her.goto("/");
  await her.follow("消费记录");
  await her.titled("消费记录");
  await her.press("返回");
  await her.page.getByRole("navigation", { name: "会员服务" }).waitFor();
  await her.context.setOffline(true);
  await her.sees("当前没有网络，看到的内容可能不是最新的");
  await her.follow("消费记录");
  await her.sees("网络不可用，请检查网络后再试");
  await her.context.setOffline(false);
  await her.press("重试");
  await her.sees("万象城店");
});

story("on a slow network a page shows its shape at once", async ({ centreOf }) => {
  const her = await centreOf("糖糖");
  await her.goto("/");
  await her.follow("消费记录");
  await her.sees("万象城店");
  await her.press("返回");
  const line = await her.context.newCDPSession(her.page);
  await line.send("Network.enable");
  await line.send("Network.emulateNetworkConditions", { offline: false, latency: 2_000, downloadThroughput: 50_000, uploadThroughput: 20_000 });
  await her.follow("消费记录");
  await her.page.locator("[aria-busy=true]").first().waitFor();
  await her.sees("万象城店");
  await line.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
});

story("the pages speak English once that is chosen, and the gateway is asked to", async ({ centreOf }) => {
  const her = await centreOf("糖糖");
  await her.goto("/settings");
  await her.press("English");
  await her.titled("Settings");
  const asked = her.page.waitForRequest((request) => request.url().includes("/v1/member/purchases"));
  await her.goto("/purchases");
  await her.titled("Purchases");
  assert.equal((await asked).headers()["accept-language"], "en");
  await her.goto("/settings");
  await her.press("中文");
  await her.titled("设置");
});

story("a link to a page that is not, or not hers, is no dead end", async ({ centreOf }) => {
  const her = await centreOf("糖糖");
  await her.goto("/nowhere");
  await her.sees("没有这个页面");
  await her.press("回到会员中心");
  await her.page.getByRole("navigation", { name: "会员服务" }).waitFor();
  await her.goto("/purchases/sal_00000000000000000000000000");
  await her.press("返回");
  await her.page.getByRole("navigation", { name: "会员服务" }).waitFor();
});
