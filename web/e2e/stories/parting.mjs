// 糖糖 asks what is kept of her, takes it along, and leaves.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { barriersOn } from "../eyes.mjs";
import { story } from "../story.mjs";

story("what is kept is said, and comes as one file (G16)", async ({ centreOf }) => {
  const her = await centreOf("糖糖");
  await her.goto("/privacy");
  await her.sees(/同意了版本 2026-11/);
  assert.deepEqual(await barriersOn(her.page, "privacy"), []);
  const file = her.page.waitForEvent("download");
  await her.press("导出我的数据");
  const kept = await readFile(await (await file).path(), "utf8");
  assert.match(kept, /xiaoman@example\.com/);
  JSON.parse(kept);
});

story("with money on a card nobody leaves", async ({ centreOf }) => {
  const her = await centreOf("糖糖");
  await her.goto("/leave");
  await her.page.getByRole("heading", { name: "现在还不能退出" }).waitFor();
  await her.sees(/储值还有 ¥/);
  assert.deepEqual(await barriersOn(her.page, "leaving"), []);
});

story("whoever leaves is forgotten, and may come again as somebody new (G16)", async ({ phoneOf, centreOf }) => {
  const xiao = await phoneOf("晓晓");
  const his = await centreOf("晓晓");
  await his.goto("/leave");
  await his.prove("验证码", "晓晓");
  await his.press("退出会员");
  await his.press("退出并删除");
  await his.titled("您已退出会员");
  await his.goto("/");
  await his.titled("好孕妈咪母婴");
  await xiao.page.close();
});
