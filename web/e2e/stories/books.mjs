// Somebody has been at the database.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { barriersOn } from "../eyes.mjs";
import { goTo } from "../staff.mjs";
import { story } from "../story.mjs";

const run = promisify(execFile);

/** Behind the gateway's back, as no room of it would. */
const meddle = (town, how) => run("sqlite3", ["-cmd", ".timeout 5000", join(town.home, "e2e.db"), how]);

/** Presses the button and waits for what it says now. */
async function prove(office, verdict) {
  const proven = office.waitForResponse((answer) => answer.url().endsWith("/proof/run"));
  await office.getByRole("button", { name: "立即核对" }).click();
  assert.equal((await proven).status(), 201);
  const shown = office.getByRole("status", { name: "核对结果" });
  await shown.getByRole("heading", { name: verdict }).waitFor();
  return shown;
}

story("the books are green, red once somebody has been at the database, and say what is wrong (E22)", async ({ town, office: open }) => {
  const office = await open();
  await goTo(office, "账目核对");
  await prove(office, "账目正确");
  await office.getByRole("region", { name: "会员未用" }).getByText("储值本金").waitFor();

  await meddle(town, "UPDATE coupon_template SET claimed = claimed + 1 WHERE title = '新客立减 20 元'");
  const shown = await prove(office, "账目有问题");
  await shown.getByText("「优惠券不超发、不重用」不成立").waitFor();
  const row = office.getByRole("row", { name: /^I6 / });
  assert.match(await row.textContent(), /券种 tpl_\w{26}：领取数不等于实际发出的券/);
  assert.deepEqual(await barriersOn(office, "red books"), []);

  await meddle(town, "UPDATE coupon_template SET claimed = claimed - 1 WHERE title = '新客立减 20 元'");
  await prove(office, "账目正确");
  const past = office.getByRole("region", { name: "以往核对" });
  await past.getByText("有问题").waitFor();
  await goTo(office, "操作日志");
  await office.getByRole("cell", { name: "核对账目" }).first().waitFor();
});
