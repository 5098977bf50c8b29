// 糖糖 looks at what is hers: at first nothing, then what a day of shopping brought her.
import assert from "node:assert/strict";
import { barriersOn } from "../eyes.mjs";
import { story } from "../story.mjs";

const DIAPERS = "6901234512007";
const BOTTLE = "6901234523003";

story("a new member finds every list empty, and a way on from each", async ({ phoneOf, centreOf }) => {
  const phone = await phoneOf("糖糖", "13800000016");
  await phone.follow();
  await phone.openCentre();
  await phone.register("13800000016", "糖糖");
  const her = await centreOf("糖糖");
  await her.goto("/");
  for (const name of ["积分", "通票", "储值卡", "积点"]) await her.page.getByRole("link", { name }).first().waitFor();

  const barriers = [];
  for (const [path, words] of [
    ["/balances/points", "还没有记录"],
    ["/stored-value", "¥0.00"],
    ["/purchases", "还没有消费记录"],
    ["/coupons?state=usable", "还没有可使用的券"],
    ["/coupons?state=used", "还没有用过券"],
  ]) {
    await her.goto(path);
    await her.sees(words);
    barriers.push(...(await barriersOn(her.page, path)));
  }
  assert.equal(barriers.join("\n"), "");
});

story("her balances open their histories, and every line says why (PRF-01)", async ({ centreOf, counter: open }) => {
  const [her, counter] = [await centreOf("糖糖"), await open()];
  await her.goto("/");
  const { card } = await her.asks("/me");
  const rule = await counter.office("POST", "/recharge-rules", { name: "充100送20", principal: 10_000, terms: { gifts: { balance: 2_000 } } });
  await counter.topUp(card.id, 10_000, rule.id);
  await counter.sell({ scan: await her.unusedCode() }, [{ code: DIAPERS, quantity: 1_000 }], "stored_value");

  await her.goto("/");
  await her.follow("积分");
  await her.titled("积分明细");
  await her.sees("消费");
  await her.page.getByRole("listitem").getByText(/^\+\d/).first().waitFor();

  await her.goto("/");
  await her.follow("储值卡");
  await her.titled("储值");
  await her.sees("充 ¥100.00");
  await her.sees(/本金.*赠送/);
  await her.page.getByText("+¥120.00").waitFor();
  await her.goto("/balances");
  await her.sees("储值卡");
  assert.deepEqual(await barriersOn(her.page, "balances"), []);
});

story("a purchase says how its price and its points came about, and what went back (PRF-08)", async ({ centreOf, counter: open }) => {
  const [her, counter] = [await centreOf("糖糖"), await open()];
  await her.goto("/");
  const { card } = await her.asks("/me");
  const { sale } = await counter.sell({ card: card.id }, [{ code: BOTTLE, quantity: 2_000 }], "cash");
  await counter.refund(sale, 1);

  await her.goto("/");
  await her.follow("消费记录");
  await her.sees("部分退");
  await her.follow(/宽口径玻璃奶瓶/);
  await her.titled("消费详情");
  await her.sees("万象城店");
  await her.sees(/已退 1/);
  for (const heading of ["商品", "价格", "付款", "退货"]) await her.page.getByRole("heading", { name: heading }).waitFor();
  assert.deepEqual(await barriersOn(her.page, "a purchase"), []);
  await her.press("返回");
  await her.titled("消费记录");
});

story("the levels say what each gives and how far it is to the next (S0 1.11)", async ({ centreOf }) => {
  const her = await centreOf("糖糖");
  await her.goto("/benefits");
  await her.page.getByRole("heading", { name: "普通会员", exact: true }).first().waitFor();
  for (const heading of ["全部等级", "升级和保级"]) await her.page.getByRole("heading", { name: heading }).waitFor();
  assert.deepEqual(await barriersOn(her.page, "benefits"), []);
});

story("coupons of the nearest store come first, if she says where she is (CPN-01)", async ({ phoneOf }) => {
  const phone = await phoneOf("糖糖");
  await phone.visit("/offers");
  await phone.press("全部门店");
  await phone.sees("位置只用这一次，不保存");
  await phone.press("按距离排序");
  const where = phone.sheet("网页想知道你在哪里");
  await where.getByRole("button", { name: "不允许" }).click();
  await phone.sees("没有得到位置，门店按名称排列，一样可以选。");

  const asked = phone.page.waitForRequest((request) => request.url().endsWith("/stores/nearby"));
  await phone.press("按距离排序");
  await where.getByRole("button", { name: "我在万象城南门" }).click();
  assert.equal(new URL((await asked).url()).search, "", "where she is stands in no address");
  await phone.sees(/公里|米/);
  await phone.web.getByRole("button", { name: /人民路店/ }).click();
  await phone.web.getByRole("button", { name: "人民路店", exact: true }).waitFor();
  await phone.sees("立即领取");
});

story("a page whose signature is not WeChat's may not ask where she is", async ({ phoneOf }) => {
  const phone = await phoneOf("糖糖");
  const signed = /\/v1\/member\/jssdk/;
  await phone.page.route(signed, async (route) => {
    const answer = await (await route.fetch()).json();
    await route.fulfill({ json: { ...answer, signature: answer.signature.replace(/^./, (digit) => (digit === "0" ? "1" : "0")) } });
  });
  await phone.visit("/offers");
  await phone.press("全部门店");
  const told = phone.page.waitForEvent("console", (message) => message.text().includes("config:invalid signature"));
  await phone.press("按距离排序");
  await told;
  await phone.sees("没有得到位置，门店按名称排列，一样可以选。");
  assert.equal(await phone.sheet("网页想知道你在哪里").count(), 0);
  await phone.page.unroute(signed);
});

story("a coupon is shown with the member code, and used once it is found among the used (CPN-03, CPN-04)", async ({ centreOf, counter: open }) => {
  const [her, counter] = [await centreOf("糖糖"), await open()];
  await her.goto("/offers");
  await her.page.getByRole("button", { name: "立即领取：新客立减 20 元" }).click();
  await her.sees("已领取，去查看");
  await her.goto("/coupons");
  await her.page.getByRole("link", { name: /查看详情 新客立减 20 元/ }).click();
  await her.titled("券详情");
  await her.page.getByAltText("会员码二维码").waitFor();
  assert.deepEqual(await barriersOn(her.page, "a coupon"), []);

  const coupon = new URL(her.page.url()).pathname.split("/").at(-1);
  await counter.sell({ scan: await her.unusedCode() }, [{ code: BOTTLE, quantity: 2_000 }], "cash", { coupon });
  await her.goto("/coupons?state=used");
  await her.page.getByRole("link", { name: /省 ¥20\.00/ }).click();
  await her.page.getByRole("heading", { name: "用券记录" }).waitFor();
  await her.follow("这笔消费");
  await her.titled("消费详情");
});

story("a printed coupon is hers by its number or by its bars, and a wrong number is refused (CPN-02)", async ({ phoneOf, centreOf, counter: open }) => {
  const [phone, her, counter] = [await phoneOf("糖糖"), await centreOf("糖糖"), await open()];
  const { items } = await her.asks("/offers");
  const print = async (kind) => {
    const { id } = items.find((offer) => offer.kind === kind && offer.mine === 0);
    return (await counter.office("POST", `/coupons/${id}/print`, { count: 1 })).numbers[0];
  };

  await her.goto("/coupons/activate");
  await her.type("券号", "1234");
  await her.press("激活");
  await her.page.getByRole("alert").filter({ hasText: /./ }).first().waitFor();
  assert.deepEqual(await barriersOn(her.page, "a wrong number"), []);
  await her.type("券号", await print("discount"));
  await her.press("激活");
  await her.titled("券详情");

  await phone.visit("/coupons/activate");
  await phone.press("扫一扫");
  const camera = phone.sheet("扫一扫");
  assert.deepEqual(await barriersOn(phone.page, "the phone's camera"), []);
  await camera.getByLabel("码里写着什么").fill(await print("goods"));
  await camera.getByLabel("是条形码").check();
  await camera.getByRole("button", { name: "扫描" }).click();
  await phone.web.getByRole("heading", { level: 1, name: "券详情" }).waitFor();
});

story("the code fills a white screen, which stays on (COD-01)", async ({ centreOf }) => {
  const her = await centreOf("糖糖");
  await her.goto("/");
  await her.page.getByRole("link", { name: "放大会员码" }).click();
  await her.titled("会员码");
  const qr = her.page.getByAltText("会员码二维码");
  await qr.waitFor();
  assert.ok((await qr.boundingBox()).width > 260, "the QR code is large");
  assert.deepEqual(await barriersOn(her.page, "the large code"), []);
  await her.press("返回");
  await her.page.getByRole("navigation", { name: "会员服务" }).waitFor();
});
