// 阿强, whom the till registered, comes to WeChat.
import assert from "node:assert/strict";
import { story } from "../story.mjs";

/** Between two messages to one phone (C1): he was sent one at the till. */
const RESEND_MS = 60_000;

story("a member of the shop is bound in WeChat and is the same member (REG-08)", async ({ phoneOf, till: open }) => {
  const [qiang, till] = [await phoneOf("阿强"), await open()];
  await qiang.follow();
  await qiang.openCentre();
  await qiang.web.getByRole("link", { name: "绑定会员" }).click();
  await qiang.fill({ phone: "13800000002", nickname: "阿强" });
  await qiang.web.getByRole("button", { name: "获取验证码" }).click();
  await qiang.web.getByText("发送太频繁").waitFor();
  const again = qiang.web.getByRole("button", { name: "重新获取" });
  await again.waitFor({ timeout: RESEND_MS });
  await qiang.proveNumber("重新获取");
  await qiang.web.getByRole("button", { name: "绑定", exact: true }).click();
  await qiang.atHome();

  const me = await qiang.asks("/me");
  await till.scan(me.number);
  await till.member.getByText("138****0002").waitFor();
  await till.member.getByText(me.number).waitFor();
  await till.member.getByText(me.card.number_text).waitFor();
  assert.equal(me.card.level.name, "普通卡");
});
