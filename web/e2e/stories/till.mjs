// 小李 at the till of 人民路店.
import assert from "node:assert/strict";
import { story } from "../story.mjs";

/** What each kind of scan that is no member code is answered with. */
const REFUSED = [
  ["a WeChat payment code", () => "134567890123456789", "这是付款码，请在收款框里收款"],
  ["an Alipay payment code", () => "281234567890123456", "这是付款码，请在收款框里收款"],
  ["a forged member code", forged, "查不到这个会员码"],
  ["garbage", () => "ABC-6901234'; DROP", "这不是会员码"],
];

/** One digit of a real code changed. */
function forged(code) {
  return code.slice(0, -1) + ((Number(code.at(-1)) + 1) % 10);
}

story("a scanned code shows who stands at the counter (COD-03, COD-04)", async ({ phoneOf, till: open }) => {
  const [mei, till] = [await phoneOf("小美"), await open()];
  await till.page.getByText("人民路店").waitFor();
  const asked = [];
  till.page.on("request", (request) => request.url().endsWith("/v1/till/identify") && asked.push(request.postDataJSON()));

  const { code } = await mei.asks("/code");
  await till.scan(code);
  await till.member.waitFor();
  assert.deepEqual(asked, [{ scan: code }], "one scan is one request");
  for (const words of ["小美", "138****0001", "普通会员"]) await till.member.getByText(words).first().waitFor();
  const shown = await till.member.textContent();
  assert.ok(!shown.includes("13800000001"), "the phone number is masked");
  assert.equal(await till.box.inputValue(), "", "a code does not stay on the screen");
});

story("what is no member code is refused in its own words (D6, D14)", async ({ phoneOf, till: open }) => {
  const [mei, till] = [await phoneOf("小美"), await open()];
  const { code } = await mei.asks("/code");
  for (const [what, scan, title] of REFUSED) {
    await till.clear();
    await till.scan(scan(code));
    await till.refusal.getByRole("heading", { name: title }).waitFor();
    assert.equal(await till.member.count(), 0, `${what} shows nobody`);
  }
});

// First of all the SMS: minutes later, when the card is wanted elsewhere, her phone may be sent another.
story("the other store's till gives her mother a card (REG-06)", async ({ counter: open }) => {
  const counter = await open();
  await counter.register("外婆", "13800000017");
  assert.equal(counter.known("外婆").card.level.name, "普通卡");
});

story("a member is registered at the till without a mouse; a wrong code is not taken (REG-06, REG-07, REG-10)", async ({ town, till: open }) => {
  const till = await open();
  await till.page.keyboard.press("F8");
  await till.asksFor("会员的手机号");
  await till.enter("13800000002");

  await till.asksFor("短信里的验证码");
  const { messages } = await town.simulator("/people/p2/sms?wait_ms=10000");
  const { code } = messages.at(-1);
  await till.enter(code === "000000" ? "000001" : "000000");

  await till.asksFor("普通卡");
  await till.page.keyboard.press("Tab");
  await till.enter("阿强");

  const wrong = till.page.getByRole("alert");
  await till.asksFor("身份证号码");
  await till.enter("110105194912310020");
  await wrong.getByText("身份证号码不正确").waitFor();
  await till.asksFor("身份证号码");
  await till.page.keyboard.press("Backspace");
  await till.enter("x");
  await wrong.getByText("验证码不正确，还可以试 4 次", { exact: true }).waitFor();
  await till.asksFor("短信里的验证码");
  await till.enter(code);

  const done = till.page.getByRole("status").filter({ hasText: "登记成功" });
  await done.getByText("138****0002").waitFor();
  await done.getByText("普通卡").waitFor();
  await done.locator("button:focus").waitFor();
  await till.page.keyboard.press("Enter");
  await till.box.waitFor();

  await till.scan("13800000002");
  await till.member.getByText("138****0002").waitFor();
});

story("a full name is shown as its first character only (COD-04)", async ({ town, till: open }) => {
  const till = await open();
  const phone = "13800000005";
  const { id } = await town.simulator("/people", { nickname: "小王", phone });
  const ask = async (path, body) => {
    const answer = await till.page.request.post(`${town.gateway.url}/v1/till${path}`, { data: body, headers: { "idempotency-key": path } });
    assert.ok(answer.ok(), await answer.text());
  };
  await ask("/sms", { phone });
  const [{ code }] = (await town.simulator(`/people/${id}/sms?wait_ms=10000`)).messages;
  await ask("/members", { phone, sms_code: code, name: "王小芳", nickname: "小王" });

  await till.clear();
  await till.scan(phone);
  await till.member.getByRole("heading", { name: "王**" }).waitFor();
  const shown = await till.member.textContent();
  assert.ok(!shown.includes("小芳"), shown);
});
