// 糖糖 tells the shop about herself.
import assert from "node:assert/strict";
import { barriersOn } from "../eyes.mjs";
import { story } from "../story.mjs";

const HOSTILE = "<img src=x onerror=alert(1)>";

story("she fills in her card's name, e-mail and birthday; a refusal stands at its field (PRF-01)", async ({ centreOf }) => {
  const her = await centreOf("糖糖");
  await her.goto("/profile");
  await her.type("邮箱", "xiaoman");
  await her.press("保存");
  await her.page.getByRole("alert").getByText("邮箱地址不完整").waitFor();
  await her.type("卡片名称", "满满的卡");
  await her.type("邮箱", "xiaoman@example.com");
  await her.page.getByLabel("生日").last().fill("1992-02-28");
  await her.press("保存");
  await her.sees("已保存");
  await her.goto("/profile");
  await her.sees("修改生日请联系门店。");
  assert.equal(await her.page.getByLabel("邮箱", { exact: true }).inputValue(), "xiaoman@example.com");
  assert.deepEqual(await barriersOn(her.page, "profile"), []);
});

story("her picture is made small before it is sent", async ({ town, centreOf }) => {
  const her = await centreOf("糖糖");
  await her.goto("/profile");
  const photo = await her.page.screenshot({ fullPage: true });
  const sent = her.page.waitForRequest((request) => request.method() === "PUT" && request.url().endsWith("/avatar"));
  await her.page.getByLabel("换头像").setInputFiles({ name: "me.png", mimeType: "image/png", buffer: photo });
  const { image } = (await sent).postDataJSON();
  assert.match(image, /^data:image\/jpeg;base64,/);
  assert.ok(image.length < 44_000, `${image.length} characters`);
  await her.sees("头像已更新");
  const { avatar } = await her.asks("/profile");
  const shown = await her.page.request.get(town.gateway.url + avatar);
  assert.equal(shown.headers()["content-type"], "image/jpeg");
  await her.press("删除头像");
  await her.sees("头像已删除");
});

story("a name that looks like markup is a name (G4)", async ({ centreOf }) => {
  const her = await centreOf("糖糖");
  await her.goto("/profile");
  await her.type("昵称", HOSTILE);
  await her.type("卡片名称", "<script>x()</script>".slice(0, 16));
  await her.press("保存");
  await her.sees("已保存");
  for (const path of ["/", "/cards", "/profile"]) {
    await her.goto(path);
    await her.page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
    assert.equal(await her.page.locator("img[src=x]").count(), 0, path);
  }
  await her.type("昵称", "糖糖");
  await her.type("卡片名称", "满满的卡");
  await her.press("保存");
  await her.sees("已保存");
});

story("an address is typed once: a session that ends meanwhile loses nothing (PRF-07)", async ({ centreOf }) => {
  const her = await centreOf("糖糖");
  await her.goto("/addresses");
  await her.sees("还没有收货地址");
  await her.press("新增地址");
  await her.titled("新增地址");
  await her.type("收货人", "王糖糖");
  await her.type("手机号", "13800000016");
  await her.page.getByLabel("省", { exact: true }).selectOption("浙江省");
  await her.page.getByLabel("市", { exact: true }).selectOption("杭州市");
  await her.page.getByLabel("区、县").selectOption("上城区");
  await her.type("详细地址", "人民路 18 号 3 幢 502 室");

  await her.context.clearCookies({ name: /^kabao_member/ });
  const back = her.page.waitForResponse((answer) => new URL(answer.url()).pathname.endsWith("/callback"));
  await her.press("保存");
  await back;
  await her.titled("新增地址");
  assert.equal(await her.page.getByLabel("详细地址").inputValue(), "人民路 18 号 3 幢 502 室");
  assert.equal(await her.page.getByLabel("区、县").inputValue(), "上城区");
  await her.press("保存");
  await her.titled("收货地址");
  await her.sees("浙江省杭州市上城区人民路 18 号 3 幢 502 室");
  await her.sees("默认");
  assert.deepEqual(await barriersOn(her.page, "addresses"), []);
});

story("another address comes out of WeChat, becomes the default, is changed and deleted (PRF-07)", async ({ phoneOf, centreOf }) => {
  const [phone, her] = [await phoneOf("糖糖"), await centreOf("糖糖")];
  await phone.visit("/addresses/new");
  await phone.press("从微信地址簿添加");
  await phone.sheet("选择收货地址").getByRole("button", { name: /王大满/ }).click();
  await phone.frame().waitForFunction(() => document.getElementsByName("name")[0].value === "王大满");
  await phone.press("保存");
  await phone.sees("胜利西路 6 号");
  await her.goto("/addresses");
  await her.sees("胜利西路 6 号");
  await her.press("设为默认");
  await her.sees("已设为默认地址");
  await her.page.getByRole("link", { name: "修改 王大满 的地址" }).click();
  await her.type("详细地址", "胜利西路 8 号");
  await her.press("保存");
  await her.sees("胜利西路 8 号");
  await her.press("删除 王大满 的地址");
  await her.press("删除");
  await her.sees("地址已删除");
  await her.page.getByRole("listitem").filter({ hasText: "胜利西路 8 号" }).waitFor({ state: "detached" });
});

story("her mother's card joins the wallet by its number and a code, and may become the first (CRD-01)", async ({ centreOf, counter: open }) => {
  const [her, counter] = [await centreOf("糖糖"), await open()];
  await her.goto("/cards");
  await her.press("添加会员卡");
  await her.titled("添加会员卡");
  await her.type("卡号", await counter.numberOf(counter.known("外婆").card));
  await her.prove("验证码", "外婆");
  await her.press("添加");
  await her.titled("会员卡包");
  await her.page.getByRole("article").nth(1).waitFor();
  await her.page.getByRole("button", { name: /^设为主卡：/ }).click();
  await her.press("设为主卡");
  await her.sees("已换成主卡");
  await her.page.getByRole("button", { name: /^改名：/ }).first().click();
  await her.type("卡片名称", "外婆的卡");
  await her.press("保存");
  await her.sees("外婆的卡");
  assert.deepEqual(await barriersOn(her.page, "the wallet"), []);
});

story("her phone changes at once with both proofs, and after a while with one (PRF-02, B10)", async ({ town, centreOf }) => {
  const her = await centreOf("糖糖");
  await town.simulator("/people", { nickname: "糖糖的新号", phone: "13800000018" });
  await her.goto("/phone");
  await her.sees("138****0016");
  await her.type("新手机号", "13800000018");
  await her.prove("验证码", "糖糖的新号");
  await her.page.getByRole("switch").click();
  await her.press("更换手机号");
  await her.sees("等待生效");
  await her.sees("138****0018");
  assert.deepEqual(await barriersOn(her.page, "a phone that waits"), []);
  await her.press("取消更换");
  await her.page.getByRole("dialog").getByRole("button", { name: "取消更换" }).click();
  await her.sees("已取消更换");
});
