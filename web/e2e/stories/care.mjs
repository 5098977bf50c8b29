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
  await xiao.page.context().clearCookies({ name: "kabao_member" });
  const back = xiao.page.waitForResponse((answer) => answer.url().includes("/v1/member/oauth/") && answer.url().includes("/callback"));
  await xiao.web.getByRole("button", { name: "获取验证码" }).click();
  await back;

  await xiao.web.getByRole("heading", { name: "会员注册" }).waitFor();
  assert.equal(await xiao.web.getByLabel("手机号").inputValue(), "13800000004");
  assert.equal(await xiao.web.getByLabel("昵称").inputValue(), "晓晓");
  await xiao.proveNumber();
  await xiao.agreeAndJoin();
});

story("no page keeps anybody out (WCAG A and AA)", async ({ phoneOf, till: openTill, office: openOffice }) => {
  const [mei, till, office] = [await phoneOf("小美"), await openTill(), await openOffice()];
  const barriers = [
    ...(await barriersOn(mei.frame(), "member centre, cards")),
    ...(await barriersOn(till.page, "till, a member")),
  ];
  await mei.web.getByRole("button", { name: "返回" }).click();
  await mei.atHome();
  barriers.push(...(await barriersOn(mei.frame(), "member centre, home")));
  await mei.closeWeb();
  barriers.push(...(await barriersOn(mei.page, "phone")));
  await till.page.keyboard.press("Escape");
  await till.member.waitFor({ state: "detached" });
  barriers.push(...(await barriersOn(till.page, "till, counter")));
  for (const title of ["微信设置", "关键词回复", "公众号菜单", "操作日志"]) {
    await goTo(office, title);
    await office.locator("[aria-busy=true]").waitFor({ state: "detached" });
    barriers.push(...(await barriersOn(office, `office, ${title}`)));
  }
  assert.equal(barriers.join("\n"), "");
});

story("no page has complained: no console errors, no policy violations, no other hosts", ({ town }) => {
  assert.equal(town.faults.join("\n"), "");
});
