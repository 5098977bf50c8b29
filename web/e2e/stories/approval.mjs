// What one person asks for and another has to agree to.
import assert from "node:assert/strict";
import { barriersOn } from "../eyes.mjs";
import { goTo, hire, signInAt } from "../staff.mjs";
import { story } from "../story.mjs";

story("above the limit an edit waits for another person, who is asked by the navigation (E19)", async ({ town, phoneOf, counter: at, office: open }) => {
  const [counter, office, mei] = [await at(), await open(), await phoneOf("小美")];
  const { card } = await mei.asks("/me");
  await goTo(office, "审批");
  await office.getByRole("button", { name: "超过多少要审批" }).click();
  const limits = office.getByRole("dialog", { name: "超过多少要审批" });
  await limits.getByLabel("一次调整积分超过").fill("100");
  await limits.getByRole("button", { name: "保存" }).click();
  await limits.waitFor({ state: "detached" });

  const who = await hire(town, counter, { login: "wudian", name: "吴店长", number: "2005" });
  const theirs = await (await town.machine(1280, 800)).newPage();
  await theirs.goto(`${town.gateway.url}/office`);
  await signInAt(theirs, who.login, who.password);
  await counter.office("POST", `/cards/${card.id}/adjust`, { asset: "points", amount: "500", reason: "活动漏发" });

  await goTo(office, "操作日志");
  await goTo(office, "审批");
  await office.getByText("您申请的，要别人审批").waitFor();
  assert.equal(await office.getByRole("button", { name: "通过" }).count(), 0);

  await goTo(theirs, "审批");
  const asked = theirs.getByRole("listitem").filter({ hasText: "活动漏发" });
  await asked.waitFor();
  await theirs.getByRole("navigation", { name: "后台页面" }).getByLabel("1 件等您审批").waitFor();
  assert.deepEqual(await barriersOn(theirs, "approvals"), []);
  await asked.getByRole("button", { name: "通过" }).click();
  await theirs.getByRole("dialog", { name: "通过这个申请？" }).getByRole("button", { name: "通过" }).click();
  await theirs.getByText("没有等审批的申请").waitFor();
  await theirs.context().close();

  await office.getByText("已通过", { exact: true }).first().click();
  await office.getByRole("listitem").filter({ hasText: "活动漏发" }).getByText(/吴店长/).waitFor();
  await counter.office("PUT", "/approvals/limits", { adjust_points: null, adjust_money: null, coupon_send: null });
});
