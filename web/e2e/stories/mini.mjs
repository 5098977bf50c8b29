// 小桃 uses the mini-program: its own sources, in the phone, against the gateway.
import assert from "node:assert/strict";
import { barriersOn, symbolsIn } from "../eyes.mjs";
import { Mini } from "../mini.mjs";
import { story } from "../story.mjs";

const NUMBER = "13800000061";
/** What would run if anything took a name for markup; short enough for a name. */
const HOSTILE = "<img src=x onerror=alert(1)>";

let mini;

story("the mini-program opens beside the chats and knows whom it does not know", async ({ phoneOf }) => {
  mini = new Mini(await phoneOf("小桃", NUMBER));
  await mini.open();
  await mini.sees("欢迎来到好孕妈咪母婴");
});

story("she registers with the number that WeChat vouches for, and only after the guidelines (WX-02, G16)", async () => {
  await mini.tap("注册会员");
  await mini.tap("微信手机号一键填写");
  await mini.web.getByRole("dialog", { name: "个人信息保护" }).getByRole("button", { name: "同意", exact: true }).click();
  await mini.answer("允许");
  await mini.sees("已填写 138****0061");
  await mini.page.getByLabel("昵称").fill(HOSTILE);
  await mini.page.getByRole("switch").click();
  await mini.tap("注册");
  await mini.sees("请出示给商家");
});

story("her nickname is shown as she typed it (G4)", async () => {
  await mini.page.getByText(HOSTILE).waitFor();
  assert.equal(await mini.page.locator("img[src='x']").count(), 0);
});

story("a scanner reads the code that the mini-program shows, on a bright screen (COD-01)", async ({ town }) => {
  await mini.tap("出示会员码");
  await mini.page.getByText(/^([89]|[12]\d|30) 秒后自动更新$/).waitFor();
  const panel = mini.page.locator("code-panel");
  const digits = (await panel.getByText(/^\d{4} \d{4} \d{4} \d{4} \d{2}$/).textContent()).replaceAll(" ", "");
  // zbar now and then takes a few bars for a short code of another kind.
  const seen = await symbolsIn(panel, town.home);
  for (const symbol of [`CODE-128:${digits}`, `QR-Code:${digits}`]) assert.ok(seen.includes(symbol), `${symbol} is not in ${seen}`);
  assert.equal(await mini.frame().evaluate(() => document.documentElement.dataset.brightness), "1");
});

story("she claims a coupon and finds it among hers (CPN-01, CPN-03)", async () => {
  await mini.goBack();
  await mini.tap("领券中心");
  await mini.tap("立即领取：新客立减 20 元");
  await mini.tap("已领取，去查看：新客立减 20 元");
  await mini.sees("新客立减 20 元");
  await mini.tap("去使用：新客立减 20 元");
  await mini.sees("怎样使用");
});

story("the mini-program is the same person after it was closed, without another word", async () => {
  await mini.close();
  await mini.open();
  await mini.sees(HOSTILE);
});

story("the name she gives her card is shown as she typed it (CRD-01, G4)", async () => {
  await mini.tap("会员卡包");
  await mini.tap("改名");
  await mini.web.getByRole("dialog").getByRole("textbox").fill("<b>我的卡</b>");
  await mini.answer("保存");
  await mini.page.getByText("<b>我的卡</b>").waitFor();
  assert.equal(await mini.page.locator("b").count(), 0);
  await mini.goBack();
});

story("her session ends in the middle of a form, and nothing she typed is lost (PRF-01)", async () => {
  await mini.tap("个人信息");
  await mini.page.getByLabel("邮箱").fill("tao@example.cn");
  await mini.frame().evaluate(() => {
    const [token] = Object.keys(localStorage).filter((key) => key.endsWith(":token"));
    localStorage.setItem(token, JSON.stringify("a token that nobody gave"));
  });
  await mini.tap("保存");
  await mini.hears("已保存");
  await mini.goBack();
  await mini.tap("个人信息");
  await mini.sees("会员号");
  assert.equal(await mini.page.getByLabel("邮箱").inputValue(), "tao@example.cn");
  await mini.goBack();
});

story("she takes an address from WeChat's own book (PRF-07)", async () => {
  await mini.tap("收货地址");
  await mini.tap("新增地址");
  await mini.tap("使用微信地址");
  await mini.answer("允许");
  await mini.tap("保存");
  await mini.sees("浙江省杭州市上城区人民路 18 号");
  await mini.sees("默认");
  await mini.goBack();
});

story("what she has, has had and could have is told page by page, and nothing there is empty of words", async () => {
  const pages = { 会员权益: "等级规则", 消费记录: "还没有消费记录", 储值: "充值优惠" };
  for (const [name, words] of Object.entries(pages)) {
    await mini.tap(name);
    await mini.sees(words);
    await mini.goBack();
  }
});

story("a reader with special needs finds its way through the mini-program", async () => {
  assert.deepEqual(await barriersOn(mini.frame(), "mini home"), []);
  await mini.tap("领券中心");
  await mini.sees("按距离排序");
  assert.deepEqual(await barriersOn(mini.frame(), "mini offers"), []);
  await mini.goBack();
  await mini.tap("个人信息");
  await mini.sees("会员号");
  assert.deepEqual(await barriersOn(mini.frame(), "mini profile"), []);
});
