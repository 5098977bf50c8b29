// What nobody asks for and everybody notices.
import assert from "node:assert/strict";
import { barriersOn } from "../eyes.mjs";
import { goTo } from "../staff.mjs";
import { story } from "../story.mjs";

story("a session that ends in the middle of a form loses nothing that was typed", async ({ phoneOf }) => {
  const xiao = await phoneOf("晓晓", "13800000004");
  await xiao.follow();
  await xiao.openCentre();
  await xiao.web.getByRole("link", { name: "会员注册" }).click();
  await xiao.fill({ phone: "13800000004", nickname: "晓晓" });
  await xiao.page.context().clearCookies({ name: /^kabao_member_/ });
  const back = xiao.page.waitForResponse((answer) => new URL(answer.url()).pathname.endsWith("/callback"));
  await xiao.web.getByRole("button", { name: "获取验证码" }).click();
  await back;

  await xiao.web.getByRole("heading", { name: "会员注册" }).waitFor();
  assert.equal(await xiao.web.getByLabel("手机号").inputValue(), "13800000004");
  assert.equal(await xiao.web.getByLabel("昵称").inputValue(), "晓晓");
  await xiao.proveNumber();
  await xiao.agreeAndJoin();
});

story("whoever picks up the next phone on the desk is somebody else", async ({ phoneOf }) => {
  const mei = await phoneOf("小美");
  await mei.closeWeb();
  const li = await mei.handOver("丽丽");
  await li.openChat();
  await li.openCentre();
  await li.atHome();
  assert.equal((await li.asks("/me")).nickname, "丽丽");
  await li.closeWeb();

  await li.handOver("小美");
  await mei.openChat();
  await mei.openCentre();
  await mei.atHome();
  assert.equal((await mei.asks("/me")).nickname, "小美");
});

story("the member centre and the phone keep nobody out (WCAG A and AA)", async ({ phoneOf }) => {
  const [mei, qiang] = [await phoneOf("小美"), await phoneOf("阿强")];
  const barriers = [...(await barriersOn(qiang.frame(), "bind")), ...(await barriersOn(mei.frame(), "home"))];
  for (const title of ["领券中心", "我的券", "会员卡包"]) {
    await mei.web.getByRole("link", { name: title }).click();
    await mei.web.getByRole("article").first().waitFor();
    barriers.push(...(await barriersOn(mei.frame(), title)));
    await mei.goBack();
    await mei.atHome();
  }
  await mei.closeWeb();
  barriers.push(...(await barriersOn(mei.page, "phone")));
  assert.equal(barriers.join("\n"), "");
});

story("the till keeps nobody out (WCAG A and AA)", async ({ till: open }) => {
  const till = await open();
  await till.clear();
  const barriers = await barriersOn(till.page, "counter");
  await till.scan("13800000002");
  await till.member.waitFor();
  barriers.push(...(await barriersOn(till.page, "a member")));
  await till.scan("ABC-1");
  await till.refusal.waitFor();
  barriers.push(...(await barriersOn(till.page, "a refusal")));
  await till.page.keyboard.press("F8");
  await till.asksFor("会员的手机号");
  barriers.push(...(await barriersOn(till.page, "a new member")));
  await till.page.keyboard.press("Escape");
  await till.box.waitFor();
  assert.equal(barriers.join("\n"), "");
});

story("the back office keeps nobody out (WCAG A and AA)", async ({ office: open }) => {
  const office = await open();
  const barriers = [];
  const titles = await office.getByRole("navigation", { name: "后台页面" }).getByRole("link").allTextContents();
  assert.ok(titles.includes("仪表盘") && titles.includes("操作日志"), titles.join());
  for (const title of titles) {
    await goTo(office, title);
    await office.waitForLoadState("networkidle");
    await office.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
    barriers.push(...(await barriersOn(office, title)));
  }
  assert.equal(barriers.join("\n"), "");
});
