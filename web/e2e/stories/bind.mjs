// 阿强, whom the till has just registered, comes to WeChat.
import assert from "node:assert/strict";
import { story } from "../story.mjs";

story("a phone that was sent a code a moment ago is not sent another; the page says when (C1)", async ({ town, phoneOf }) => {
  const qiang = await phoneOf("阿强");
  await qiang.follow();
  await qiang.openCentre();
  await qiang.web.getByRole("link", { name: "绑定会员" }).click();
  await qiang.fill({ phone: "13800000002", nickname: "阿强" });
  await qiang.web.getByRole("button", { name: "获取验证码" }).click();
  await qiang.web.getByRole("alert").getByText(/^发送太频繁，请 \d+ 秒后再试$/).waitFor();
  await qiang.web.getByRole("button", { name: /^\d+ 秒后重发$/ }).waitFor();
  const { messages } = await town.simulator("/people/p2/sms");
  assert.equal(messages.length, 1, "only the till's message arrived");
});
