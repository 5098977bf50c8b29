// The line between the till and the gateway is bad today.
import assert from "node:assert/strict";
import { story } from "../story.mjs";

const DIAPERS = "6901234512007";
const UNSURE = "不确定有没有成功，正在查明";

/** Lets this request through and then loses its answer, so many times; what was sent is kept. */
async function lose(page, what, times, how) {
  const sent = [];
  await page.route(what, async (route) => {
    const request = route.request();
    sent.push({ key: request.headers()["idempotency-key"], body: request.postData() });
    const answer = await route.fetch();
    if (sent.length <= times) await how(route);
    else await route.fulfill({ response: answer });
  });
  return sent;
}

/** The browser's own words for what was lost on purpose. */
function forgive(town, words) {
  const [lost, others] = [town.faults.filter((fault) => words.test(fault)), town.faults.filter((fault) => !words.test(fault))];
  town.faults.splice(0, town.faults.length, ...others);
  return lost.length;
}

async function salesOf(till) {
  const answer = await till.page.request.get(new URL("/v1/till/sales?state=settled", till.page.url()).href);
  return (await answer.json()).items;
}

story("an answer is lost twice: the till says so, asks again with the same key, and the money counts once (E3)", async ({ town, till: open }) => {
  const till = await open();
  const before = (await salesOf(till)).length;
  // Before anything is sold: a browser that was just told may still let the next request pass.
  const sent = await lose(till.page, "**/settle", 2, (route) => route.abort("connectionreset"));
  await till.scan(DIAPERS);
  await till.priced("¥89.00");
  await till.press("Enter", "Enter");
  await till.press("Enter", "Enter");
  await till.page.getByRole("heading", { name: UNSURE }).waitFor();
  // What is scanned meanwhile waits its turn: until the clerk has seen what came of it.
  await till.scan("6901234531008");
  await till.paid();
  await till.press("Enter");
  await till.priced("¥59.00");
  await till.page.unroute("**/settle");

  assert.ok(sent.length >= 3);
  assert.equal(new Set(sent.map(({ key, body }) => `${key} ${body}`)).size, 1, "always the same request under the same key");
  assert.equal((await salesOf(till)).length, before + 1);
  assert.equal(forgive(town, /net::ERR_CONNECTION_RESET/), 2);
  await till.press("F5", "Enter");
  await till.page.getByText("本单已取消").waitFor();
});

story("the gateway does not know whether it committed: the same (outcome_unknown)", async ({ town, till: open }) => {
  const till = await open();
  const before = (await salesOf(till)).length;
  const body = JSON.stringify({ code: "outcome_unknown", title: "不确定有没有成功，请重试", status: 503 });
  const sent = await lose(till.page, "**/settle", 1, (route) => route.fulfill({ status: 503, contentType: "application/problem+json", body }));
  await till.scan(DIAPERS);
  await till.priced("¥89.00");
  await till.press("Enter", "Enter");
  await till.press("Enter");
  await till.paid();
  await till.page.unroute("**/settle");
  assert.equal(new Set(sent.map(({ key }) => key)).size, 1);
  assert.equal(sent.length, 2);
  assert.equal((await salesOf(till)).length, before + 1);
  assert.equal(forgive(town, /status of 503/), 1);
  await till.press("Enter");
});

story("without a network the till says so, and goes on by itself when there is one", async ({ town, till: open }) => {
  const till = await open();
  await till.scan(DIAPERS);
  await till.priced("¥89.00");
  await till.page.context().setOffline(true);
  await till.page.getByText("网络断开").waitFor();
  await till.page.keyboard.press("+");
  await till.page.getByText("网络慢，正在重新计价…").waitFor();
  await till.press("F10");
  assert.equal(await till.page.getByRole("region", { name: "收款" }).count(), 0, "an old price is not paid");
  await till.page.context().setOffline(false);
  await till.priced("¥178.00");
  forgive(town, /net::ERR_INTERNET_DISCONNECTED/);
  await till.press("F5", "Enter");
  await till.page.getByText("本单已取消").waitFor();
});

story("a session that ends in the midst of a sale loses nothing of it", async ({ till: open }) => {
  const till = await open();
  await till.scan(DIAPERS);
  await till.priced("¥89.00");
  await till.page.context().clearCookies();
  await till.page.keyboard.press("+");
  await till.page.getByRole("heading", { name: "请重新登录" }).waitFor();
  await till.page.getByLabel("员工账号").fill("clerk");
  await till.page.getByLabel("密码").fill("kabao-demo");
  await till.page.getByRole("button", { name: "登录" }).click();
  await till.priced("¥178.00");
  await till.press("Enter", "Enter", "Enter");
  await till.paid();
  await till.press("Enter");
});

story("a finger sells as well as a keyboard (POS-03)", async ({ till: open }) => {
  const till = await open();
  const tap = (name) => till.page.getByRole("button", { name }).first().click();
  await till.enter("婴儿");
  await tap(/棉柔婴儿湿巾/);
  await till.priced("¥12.90");
  await tap("棉柔婴儿湿巾 80 抽 加一件");
  await till.priced("¥25.80");
  await tap("收款 Enter");
  await tap(/^支付宝/);
  await tap(/^确定/);
  await till.due("收齐了", "按 Enter");
  await tap("F10 确认收款");
  await till.paid();
  await tap(/^下一单/);
  await till.page.getByText("请会员打开「会员中心」").waitFor();
});
