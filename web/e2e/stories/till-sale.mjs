// 小李 sells: to guests and to members, from the keyboard alone.
import assert from "node:assert/strict";
import { barriersOn } from "../eyes.mjs";
import { openShop, owner } from "../shop.mjs";
import { story } from "../story.mjs";

const DIAPERS = "6901234512007";
const MILK = "6901234501001";
const PHONE = "13800000007";
const COUPON = "新客立减 20 元";

/** The smallest screen that a till has: all of it is seen, anybody can use it, and the next key goes into the box. */
async function isFit(till, screen) {
  const seen = await till.page.evaluate(() => {
    const { scrollHeight, scrollWidth } = document.documentElement;
    const keys = document.querySelector(".keys").getBoundingClientRect();
    const bill = document.querySelector(".bill")?.getBoundingClientRect();
    if (bill && bill.left < 600) throw new Error(`the bill is not beside the lines: ${bill.left}`);
    return { size: [scrollWidth, scrollHeight], foot: Math.ceil(keys.bottom), focus: document.activeElement.id };
  });
  assert.deepEqual(seen, { size: [1024, 600], foot: seen.foot, focus: "scan" }, screen);
  assert.ok(seen.foot <= 600, `${screen}: the keys end at ${seen.foot}`);
  assert.deepEqual(await barriersOn(till.page, screen), []);
}

story("a guest pays cash, and the clerk has touched no mouse (POS-01, POS-03)", async ({ town, till: open }) => {
  await openShop(town);
  const till = await open();
  // What the shop allows was read when the clerk signed in.
  await till.page.reload();
  await till.box.waitFor();
  await isFit(till, "an empty counter");
  await till.scan(DIAPERS);
  await till.priced("¥89.00");
  await till.line("云软纸尿裤 M 52 片").getByText("促销价 ¥89 × 1包").waitFor();
  await till.scan(DIAPERS);
  await till.priced("¥178.00");
  await till.enter("*3");
  await till.priced("¥267.00");
  await till.page.keyboard.press("-");
  await till.priced("¥178.00");
  await isFit(till, "a cart");

  await till.enter("婴儿");
  await till.page.getByRole("region", { name: "选商品" }).getByText("婴儿润肤霜 50g").waitFor();
  await isFit(till, "a choice of goods");
  await till.press("ArrowDown", "Enter");
  await till.priced("¥466.00");
  await till.press("F4");
  await till.enter("12.8 散装饼干");
  await till.enter("*0.355");
  await till.priced("¥470.54");
  await till.press("ArrowUp", "Delete");
  await till.priced("¥182.54");

  await till.press("Enter");
  await till.due("还要收", "¥182.54");
  await isFit(till, "paying");
  await till.enter("abc");
  await till.page.getByRole("alert").getByText("请输入金额").waitFor();
  await till.enter("200");
  await till.due("找零", "¥17.46");
  await till.press("Enter");
  await till.paid();
  await till.page.getByText("收现金 ¥200.00，找零").waitFor();
  await isFit(till, "a receipt");

  await till.page.emulateMedia({ media: "print" });
  assert.match(await till.page.locator("pre.paper").textContent(), /^人民路店\n单号 T01-\d{10}-\w{3}\n/);
  assert.equal(await till.page.locator("#app").isVisible(), false, "nothing else is printed");
  await till.page.emulateMedia({ media: null });
  await till.press("Enter");
  await till.page.getByText("请会员打开「会员中心」").waitFor();
});

story("goods that nobody has are said, and a receipt's number opens it", async ({ till: open }) => {
  const till = await open();
  await till.scan("6909999999999");
  await till.page.getByRole("alert").getByText("没有找到「6909999999999」").waitFor();
  await till.press("F7");
  const rows = till.page.getByRole("region", { name: "小票", exact: true }).getByRole("listitem");
  const [number] = /T01-\d{10}-\w{3}/.exec(await rows.first().textContent());
  await isFit(till, "receipts");
  await till.press("Escape");
  await till.enter(number.toLowerCase());
  await till.page.getByRole("region", { name: "小票内容" }).getByRole("heading", { name: number }).waitFor();
  await till.press("Escape");
});

story("a sale waits while another is served, and comes back (POS-01)", async ({ till: open }) => {
  const till = await open();
  await till.scan(MILK);
  await till.scan("13800000001");
  await till.priced("¥288.00");
  await till.press("F2");
  await till.page.getByRole("status").getByText(/^已挂单 T01-/).waitFor();

  await till.scan(DIAPERS);
  await till.priced("¥89.00");
  await till.press("F3");
  await till.page.getByRole("alert").getByText("这一单还没有结束").waitFor();
  await till.press("F5");
  await till.page.getByRole("heading", { name: "取消本单？" }).waitFor();
  await till.press("Enter");
  await till.page.getByRole("status").getByText("本单已取消").waitFor();

  await till.press("F3");
  await till.page.getByRole("region", { name: "挂单" }).getByRole("listitem").waitFor();
  await isFit(till, "sales that wait");
  await till.press("Enter");
  await till.priced("¥288.00");
  await till.bill.getByText("小美").waitFor();
  await till.line("安贝婴儿配方奶粉 1 段 800g").getByText("会员价 ¥288 × 1罐").waitFor();
  await till.press("F11");
  await till.priced("¥298.00");
  await till.press("F5", "Enter");
  await till.page.getByText("本单已取消").waitFor();
  await till.press("F3");
  await till.page.getByText("没有挂单").waitFor();
  await till.press("Escape");
});

story("a member pays with a coupon, points, stored value and cash, and sees what each does before (RDM-03, CPN-01, RCH-01)", async ({ town, phoneOf, till: open }) => {
  const [le, till] = [await phoneOf("乐乐", PHONE), await open()];
  await le.follow();
  await le.openCentre();
  await le.register(PHONE, "乐乐");
  const { items } = await le.asks("/offers");
  const { id } = items.find(({ title }) => title === COUPON);
  await le.page.request.post(`${town.gateway.url}/v1/member/offers/${id}/claim`, { headers: { "idempotency-key": "lele" } });
  const ask = await owner(town);
  const { card } = await le.asks("/me");
  await ask("POST", `/cards/${card.id}/adjust`, { asset: "points", amount: "1280", reason: "活动补发" });
  await till.scan(PHONE);
  await till.member.waitFor();
  await till.press("F6");
  await till.enter("60");
  await till.press("Enter");
  await till.page.getByRole("status", { name: "充值成功" }).getByText("储值余额 ¥60").first().waitFor();
  await till.press("Enter");

  await till.scan(MILK);
  await till.priced("¥288.00");
  await till.press("F9");
  await till.page.getByText("可抵 ¥12.80").waitFor();
  await isFit(till, "coupons and points");
  await till.press("Enter");
  await till.priced("¥275.20");
  await till.press("ArrowDown", "ArrowDown", "Enter");
  await till.priced("¥255.20");
  await till.bill.getByText(COUPON).waitFor();
  await till.enter("1000");
  await till.priced("¥258.00");

  await till.press("F10", "ArrowDown", "Enter");
  await till.due("还要收", "¥198.00");
  await till.enter("198");
  await till.page.getByText("请扫会员码").first().waitFor();
  await till.press("Enter");
  await till.page.getByRole("alert").getByText("请会员打开会员码").waitFor();
  await till.scan("134567890123456789");
  await till.page.getByRole("alert").getByText("这是付款码").waitFor();
  await till.scan((await le.asks("/code")).code);
  await till.paid();
  const receipt = till.page.getByRole("status", { name: "收款成功" });
  for (const words of ["¥60.00", "¥198.00", "¥258.00"]) await receipt.getByText(words).first().waitFor();
  await till.press("Enter");
});

story("one line of a receipt comes back, to where its money came from; what is left may not be voided (POS-02)", async ({ till: open }) => {
  const till = await open();
  await till.scan("6901234531008");
  await till.scan("6901234522006");
  await till.enter("*2");
  await till.priced("¥78.80");
  await till.press("Enter", "Enter", "Enter");
  await till.paid();
  await till.press("Enter", "F7");
  await till.page.getByRole("region", { name: "小票", exact: true }).getByRole("listitem").first().waitFor();
  await till.press("Enter");
  const sheet = till.page.getByRole("region", { name: "小票内容" });
  await sheet.waitFor();
  await till.press("F10");
  await till.page.getByRole("alert").getByText("请先选要退的商品").waitFor();
  await till.press("ArrowDown", "+", "+", "+");
  await sheet.getByText("退 2").waitFor();
  await till.press("-");
  await sheet.getByText("退 1", { exact: true }).waitFor();
  await isFit(till, "a return");
  await till.press("F10", "ArrowDown");
  await isFit(till, "a reason");
  await till.press("Enter");
  const done = till.page.getByRole("status", { name: "退货成功" });
  await done.getByText("¥9.90").first().waitFor();
  await done.getByText("原因 商品质量问题").waitFor();
  await isFit(till, "a refund");
  await till.press("Enter", "F7");
  await till.page.getByText("已退 ¥9.90").waitFor();
  // By whose it is, too: the till asks for that card's receipts only.
  await till.scan("13800000001");
  await till.page.getByText("没有找到小票").waitFor();
  await till.press("F7");
  await till.page.getByText("已退 ¥9.90").waitFor();
  await till.press("Enter");
  await sheet.getByText("已退 1").waitFor();
  await till.press("F5", "Enter");
  await till.page.getByRole("alert").getByText("只能当天在原门店作废没有退过货的单").waitFor();
  await till.press("F4", "F10", "Enter");
  await done.getByText("¥68.90").first().waitFor();
  await till.press("Enter");
});

story("a sale of today is voided whole", async ({ till: open }) => {
  const till = await open();
  await till.scan(DIAPERS);
  await till.priced("¥89.00");
  await till.press("Enter", "ArrowDown", "Enter", "Enter");
  await till.paid();
  await till.press("Enter", "F7");
  await till.page.getByRole("region", { name: "小票", exact: true }).getByRole("listitem").first().waitFor();
  await till.press("Enter");
  await till.page.getByRole("region", { name: "小票内容" }).waitFor();
  await till.press("F5");
  await till.enter("扫错了");
  await till.page.getByRole("heading", { name: "已作废" }).waitFor();
  await till.page.getByText("退微信").waitFor();
  await till.press("Enter");
});
