// Members who come in as a file, and lists that go out as one.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { barriersOn } from "../eyes.mjs";
import { workbook } from "../sheet.mjs";
import { goTo, hire, signInAt } from "../staff.mjs";
import { story } from "../story.mjs";

const HEAD = ["会员编号", "手机号*", "姓名", "生日"];
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const file = (name, rows) => ({ name, mimeType: XLSX, buffer: workbook([HEAD, ...rows]) });
const phone = (at) => `139${String(at).padStart(8, "0")}`;

/** A file is chosen and tried. */
async function tryFile(office, chosen) {
  await office.locator("input[type=file]").setInputFiles(chosen);
  await office.getByRole("button", { name: "试运行" }).click();
}

async function download(office, press) {
  const [taken] = await Promise.all([office.waitForEvent("download"), press()]);
  const bytes = await readFile(await taken.path());
  assert.equal(bytes.subarray(0, 2).toString(), "PK", `${taken.suggestedFilename()} is no workbook`);
  return bytes;
}

story("a file of members is tried, then taken in, and its wrong rows come back as a file (REG-12, REG-14)", async ({ office: open }) => {
  const office = await open();
  await goTo(office, "批量导入");
  await download(office, () => office.getByRole("link", { name: "下载模板" }).click());

  await tryFile(office, file("十一月.xlsx", [["IMP-1", phone(1), "赵一", "1990-02-28"], ["IMP-2", phone(2), "钱二", ""], ["IMP-1", phone(3), "孙三", ""], ["IMP-4", "138", "李四", ""]]));
  await office.getByText("可以导入 2 行，2 行有问题，会跳过").waitFor();
  const wrong = office.getByRole("region", { name: "有问题的行" });
  await wrong.getByRole("row", { name: /^4 IMP-1/ }).waitFor();
  await wrong.getByRole("row", { name: /^5 IMP-4/ }).waitFor();
  assert.deepEqual(await barriersOn(office, "a dry run"), []);

  await office.getByRole("button", { name: "导入 2 位会员" }).click();
  await office.getByRole("dialog", { name: "导入 2 位会员？" }).getByRole("button", { name: "导入", exact: true }).click();
  await office.getByText("已导入 2 位会员，2 行有问题，已跳过").waitFor();
  await download(office, () => office.getByRole("link", { name: "下载有问题的 2 行" }).click());

  await office.getByRole("link", { name: "看导入的会员" }).click();
  await office.getByRole("button", { name: /^导入于 .+ 月 .+ 日/ }).waitFor();
  await office.getByRole("link", { name: /赵一/ }).waitFor();
  assert.equal(await office.locator("[data-member]").count(), 2);
  assert.deepEqual(await barriersOn(office, "members of an import"), []);
  await goTo(office, "批量导入");
  await tryFile(office, file("再来一次.xlsx", [["IMP-1", phone(1), "赵一", ""]]));
  await office.getByText("可以导入 0 行，1 行有问题，会跳过").waitFor();
  assert.ok(await office.getByRole("button", { name: "导入 0 位会员" }).isDisabled());
});

story("a thousand rows come in and a thousand and one do not, before any is written (REG-13)", async ({ office: open }) => {
  const office = await open();
  await goTo(office, "批量导入");
  await office.reload();
  const rows = (count) => Array.from({ length: count }, (_, at) => [`BIG-${at}`, phone(10_000 + at), `会员${at}`, ""]);
  await tryFile(office, file("一千零一.xlsx", rows(1001)));
  await office.getByRole("alert").getByText("1001 行").waitFor();
  await tryFile(office, file("一千.xlsx", rows(1000)));
  await office.getByText("可以导入 1,000 行", { exact: true }).waitFor();
  await tryFile(office, { name: "假的.xlsx", mimeType: XLSX, buffer: Buffer.from("%PDF-1.7") });
  await office.getByRole("alert").getByText("请上传 .xls 或 .xlsx 文件").waitFor();
  await office.locator("input[type=file]").setInputFiles({ name: "名单.csv", mimeType: "text/csv", buffer: Buffer.from("1") });
  await office.getByText("请选择 .xls 或 .xlsx 文件").waitFor();
});

story("a list goes out masked, with its progress, and can be taken away (G8)", async ({ office: open }) => {
  const office = await open();
  await goTo(office, "导出");
  await office.getByRole("button", { name: "新的导出" }).first().click();
  const form = office.getByRole("dialog", { name: "新的导出" });
  assert.deepEqual(await barriersOn(office, "an export"), []);
  await form.getByRole("button", { name: "导出", exact: true }).click();
  const done = office.getByRole("link", { name: /^下载 会员-/ }).first();
  await done.waitFor();
  await download(office, () => done.click());
  await goTo(office, "操作日志");
  await office.getByRole("cell", { name: /导出/ }).first().waitFor();
});

story("the members that a list is filtered to go out (PRF-03, G8)", async ({ office: open }) => {
  const office = await open();
  await goTo(office, "会员");
  await office.getByLabel("来源", { exact: true }).selectOption({ label: "后台新增" });
  await office.getByText("来源：后台新增").waitFor();
  await office.getByRole("button", { name: "导出会员" }).click();
  const form = office.getByRole("dialog", { name: "导出会员" });
  await form.getByText("只导出符合这些条件的会员").waitFor();
  assert.deepEqual(await barriersOn(office, "an export of filtered members"), []);
  await form.getByRole("button", { name: "导出", exact: true }).click();
  // The newest is first; below it is the file of the story before.
  await office.getByRole("main").getByRole("listitem").nth(1).waitFor();
  const done = office.getByRole("main").getByRole("listitem").first().getByRole("link", { name: /^下载 会员-/ });
  await done.waitFor();
  await download(office, () => done.click());
});

story("an unmasked list goes out once another person has agreed (E19, G8)", async ({ town, counter: at, office: open }) => {
  const [counter, office] = [await at(), await open()];
  const who = await hire(town, counter, { login: "zhengzong", name: "郑总", number: "2019", role: "老板" });
  await goTo(office, "导出");
  await office.getByRole("button", { name: "新的导出" }).first().click();
  const form = office.getByRole("dialog", { name: "新的导出" });
  await form.getByLabel("手机号等完整导出，不遮住").check();
  await form.getByLabel("为什么").fill("年度审计");
  assert.deepEqual(await barriersOn(office, "a full export"), []);
  await form.getByRole("button", { name: "提交审批" }).click();
  const row = office.getByRole("listitem").filter({ hasText: "会员（完整，不遮住）" }).first();
  await row.getByText("等待审批").waitFor();
  assert.deepEqual(await barriersOn(office, "an export that waits"), []);

  const theirs = await (await town.machine(1280, 800)).newPage();
  await theirs.goto(`${town.gateway.url}/office`);
  await signInAt(theirs, who.login, who.password);
  await goTo(theirs, "审批");
  const asked = theirs.getByRole("listitem").filter({ hasText: "年度审计" });
  await asked.getByText("不遮住地导出会员").waitFor();
  await asked.getByRole("button", { name: "通过" }).click();
  await theirs.getByRole("dialog", { name: "通过这个申请？" }).getByRole("button", { name: "通过" }).click();
  await theirs.getByText("没有等审批的申请").waitFor();
  await theirs.context().close();

  const file = row.getByRole("link", { name: /^下载 会员（完整）-/ });
  await file.waitFor();
  await download(office, () => file.click());
});
