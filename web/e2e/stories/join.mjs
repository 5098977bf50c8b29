// 小美 finds the shop in WeChat and becomes a member.
import assert from "node:assert/strict";
import { symbolsIn } from "../eyes.mjs";
import { SHOP } from "../phone.mjs";
import { story } from "../story.mjs";

story("a new fan is greeted, and a word brings the member centre (REG-01, REG-02, REG-03)", async ({ phoneOf }) => {
  const mei = await phoneOf("小美");
  await mei.follow();
  await mei.openCentre();
  await mei.web.getByRole("heading", { name: SHOP }).last().waitFor();
  await mei.web.getByRole("link", { name: "会员注册" }).waitFor();
  await mei.web.getByRole("link", { name: "绑定会员" }).waitFor();
});

story("she registers with her WeChat nickname and a code by SMS (REG-04, REG-05, WX-01)", async ({ phoneOf }) => {
  const mei = await phoneOf("小美");
  await mei.web.getByRole("link", { name: "会员注册" }).click();
  await mei.fill({ phone: "13800000001" });
  await mei.web.getByRole("button", { name: "使用微信昵称" }).click();
  await mei.web.getByRole("heading", { name: `${SHOP} 申请获得你的昵称、头像` }).waitFor();
  await mei.web.getByRole("button", { name: "允许" }).click();

  await mei.web.getByRole("heading", { name: "会员注册" }).waitFor();
  assert.equal(await mei.web.getByLabel("昵称").inputValue(), "小美");
  assert.equal(await mei.web.getByLabel("手机号").inputValue(), "13800000001", "what was typed is kept");
  await mei.proveNumber();
  await mei.agreeAndJoin();
  await mei.web.getByText("普通会员").waitFor();
  await mei.web.getByText("138****0001").waitFor();
});

story("a scanner reads her QR code and her bar code as the digits below them (COD-01)", async ({ town, phoneOf }) => {
  const mei = await phoneOf("小美");
  const panel = mei.web.getByRole("region", { name: "会员码" });
  await panel.getByRole("heading", { name: "请出示给商家" }).waitFor();
  // Long enough before the next code that it does not change between reading and looking.
  await panel.getByText(/^([89]|[12]\d|30) 秒后自动更新$/).waitFor();
  const digits = (await panel.locator(".digits").textContent()).replaceAll(" ", "");
  assert.match(digits, /^\d{18}$/);
  assert.deepEqual(await symbolsIn(panel, town.home), [`CODE-128:${digits}`, `QR-Code:${digits}`]);

  const { code, refresh_in_ms } = await mei.asks("/code");
  assert.equal(code, digits);
  assert.ok(refresh_in_ms > 0 && refresh_in_ms <= 30_000, `refresh_in_ms is ${refresh_in_ms}`);
});
