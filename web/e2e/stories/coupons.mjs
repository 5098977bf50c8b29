// 小美 spends a minute in the coupon centre.
import assert from "node:assert/strict";
import { story } from "../story.mjs";

const WELCOME = "新客立减 20 元";

story("a coupon is claimed once, and is then among hers and at the till (CPN-01, CPN-03)", async ({ phoneOf, till: open }) => {
  const [mei, till] = [await phoneOf("小美"), await open()];
  await mei.web.getByRole("link", { name: "领券中心" }).click();
  const ticket = mei.web.getByRole("article").filter({ hasText: WELCOME });
  await ticket.getByText("满100元可用").waitFor();
  await ticket.getByRole("button", { name: "立即领取" }).click();
  await ticket.getByRole("link", { name: "已领取，去查看" }).waitFor();
  assert.equal(await ticket.getByRole("button").count(), 0, "there is no second time");

  await ticket.getByRole("link", { name: "已领取，去查看" }).click();
  await mei.web.getByRole("heading", { level: 1, name: "我的券" }).waitFor();
  await mei.web.getByRole("article").filter({ hasText: WELCOME }).getByText("未使用").waitFor();

  const { code } = await mei.asks("/code");
  await till.clear();
  await till.scan(code);
  await till.member.getByText(WELCOME).waitFor();
});

story("another page that still offers it is refused (CPN-03)", async ({ town, phoneOf }) => {
  const mei = await phoneOf("小美");
  const { items } = await mei.asks("/offers");
  const offer = items.find(({ title }) => title === WELCOME);
  assert.deepEqual([offer.state, offer.mine], ["claimed", 1]);
  const again = await mei.page.request.post(`${town.gateway.url}/v1/member/offers/${offer.id}/claim`, {
    headers: { "idempotency-key": "another-press" },
  });
  assert.deepEqual([again.status(), (await again.json()).code], [409, "coupon_limit_reached"]);
});

story("her wallet holds her card (CRD-01)", async ({ phoneOf }) => {
  const mei = await phoneOf("小美");
  const { card } = await mei.asks("/me");
  await mei.goBack();
  await mei.web.getByRole("heading", { level: 1, name: "领券中心" }).waitFor();
  await mei.goBack();
  await mei.atHome();
  await mei.web.getByRole("link", { name: "会员卡包" }).click();
  const face = mei.web.getByRole("article");
  await face.getByText(card.number_text).waitFor();
  await face.getByText("主卡").waitFor();
  assert.equal(await face.count(), 1);
});
