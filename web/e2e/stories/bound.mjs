// The minute after which 阿强 may be sent another code is over, or nearly.
import assert from "node:assert/strict";
import { story } from "../story.mjs";

const MINUTE_MS = 60_000;

story("a member of the shop is bound in WeChat and is the same member (REG-08)", async ({ phoneOf, till: open }) => {
  const [qiang, till] = [await phoneOf("阿强"), await open()];
  await qiang.web.getByRole("button", { name: "重新获取" }).waitFor({ timeout: MINUTE_MS });
  await qiang.proveNumber("重新获取");
  await qiang.web.getByRole("checkbox", { name: "我已阅读并同意" }).click();
  await qiang.web.getByRole("button", { name: "绑定", exact: true }).click();
  await qiang.atHome();

  const me = await qiang.asks("/me");
  assert.equal(me.card.level.name, "普通卡");
  await till.clear();
  await till.scan(me.number);
  for (const words of ["138****0002", me.number, me.card.number_text]) await till.member.getByText(words).waitFor();
});
