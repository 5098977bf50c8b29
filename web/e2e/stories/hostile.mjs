// 糖糖 gives herself names that are programs, and so does the shop with its coupons (G4).
import assert from "node:assert/strict";
import { HOSTILE, harmOf } from "../hostile.mjs";
import { Mini } from "../mini.mjs";
import { pickUp } from "../phone.mjs";
import { story } from "../story.mjs";

const A_YEAR_MS = 365 * 24 * 60 * 60 * 1000;
/** Characters that nobody sees; names and addresses may not have them. */
const UNSEEN = /[\n\u200B-\u202E]/;
const fitting = (most) => HOSTILE.filter((text) => [...text].length <= most && !UNSEEN.test(text));

/** Her phone on another desk. */
let mini;

/** Does something, and tells what the pages complained of meanwhile: dialogs, policies, other hosts. */
async function quietly(town, pages, act) {
  const before = town.faults.length;
  const opened = (dialog) => {
    town.faults.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  };
  for (const page of pages) page.on("dialog", opened);
  await act();
  for (const page of pages) {
    page.off("dialog", opened);
    assert.deepEqual(await harmOf(page), []);
  }
  assert.deepEqual(town.faults.slice(before), []);
}

/** Every one of these is on the page as it was typed. */
async function shown(page, texts) {
  const words = (await page.locator("body").innerText()).replace(/\s+/g, "");
  for (const text of texts) assert.ok(words.includes(text.replace(/\s+/g, "")), text);
}

/** Goes down a list of offers, which grows as its end comes into sight, or by its button. */
async function readToEnd(page, most) {
  const offers = page.getByRole("button", { name: /^立即领取：/ });
  const further = page.getByRole("button", { name: "加载更多" });
  for (let seen = 0; seen < most; seen = await offers.count()) {
    await offers.nth(seen).waitFor();
    await offers.last().scrollIntoViewIfNeeded();
    await further.click({ timeout: 500 }).catch(() => {});
  }
}

story("an address that is a program is shown as it was typed, in both faces (G4)", async ({ town, centreOf }) => {
  const [phone, her] = [await pickUp(town, "糖糖"), await (await centreOf("糖糖")).beside()];
  await her.goto("/addresses");
  for (const { id } of (await her.asks("/addresses")).items) assert.equal(await her.tells("DELETE", `/addresses/${id}`), 204);
  mini = new Mini(phone);
  await mini.open();
  const kept = [];
  let taken = 0;
  await quietly(town, [her.page, phone.page], async () => {
    for (let from = 0; from < HOSTILE.length; from += 20) {
      const texts = HOSTILE.slice(from, from + 20);
      const typed = [];
      for (const [at, text] of texts.entries()) {
        const name = [...text].slice(0, 32).join("");
        const body = { name, phone: "13800000016", region: ["浙江省", "杭州市", "上城区"], detail: text, postal_code: null, is_default: false };
        const id = kept[at];
        const status = await her.tells(id ? "PUT" : "POST", id ? `/addresses/${id}` : "/addresses", body);
        if (status < 300) typed.push(text);
        else assert.equal(status, 422, text);
      }
      kept.splice(0, kept.length, ...(await her.asks("/addresses")).items.map(({ id }) => id));
      taken += typed.length;
      await her.goto("/addresses");
      await her.sees("浙江省");
      await shown(her.page, typed);
      await mini.tap("收货地址");
      await mini.sees("浙江省");
      await shown(mini.frame(), typed);
      await mini.goBack();
    }
  });
  // A text that was refused proves nothing: all are taken but those with a line break or a turn of direction.
  assert.equal(taken, HOSTILE.filter((text) => !/[\n\u202A-\u202E]/.test(text)).length);
  for (const id of kept) await her.tells("DELETE", `/addresses/${id}`);
  await her.page.close();
});

story("a coupon's title that is a program is shown as it was typed, in both faces (G4)", async ({ town, centreOf, counter: open }) => {
  const [her, counter] = [await (await centreOf("糖糖")).beside(), await open()];
  const [opens_at, over] = [new Date(), new Date(Date.now() + A_YEAR_MS)].map((moment) => moment.toISOString());
  const titles = fitting(32);
  for (const title of titles) {
    const times = { opens_at, closes_at: over, valid_until: over };
    await counter.office("POST", "/coupons", { kind: "cash", title, worth: 100, total: 9, per_member: 1, ...times });
  }
  await quietly(town, [her.page, mini.phone.page], async () => {
    await her.goto("/offers");
    await readToEnd(her.page, titles.length);
    await shown(her.page, titles);
    await mini.tap("领券中心");
    await readToEnd(mini.page, titles.length);
    await shown(mini.frame(), titles);
    await mini.goBack();
  });
  await her.page.close();
});

story("a nickname and a card's name that are programs are shown as they were typed, in both faces (G4)", async ({ town, centreOf }) => {
  const her = await (await centreOf("糖糖")).beside();
  await her.goto("/");
  const { nickname, card_name, email, birthday } = await her.asks("/profile");
  const [nicknames, names] = [fitting(32), fitting(16)];
  await quietly(town, [her.page, mini.phone.page], async () => {
    for (const [at, name] of nicknames.entries()) {
      const card = names[at % names.length];
      assert.equal(await her.tells("PUT", "/profile", { nickname: name, card_name: card, email, birthday }), 200, name);
      await her.goto("/");
      await her.sees(name);
      await shown(her.page, [name, card]);
    }
    // Each session finds at once what it changed itself.
    for (const [at, name] of nicknames.entries()) {
      const card = names[at % names.length];
      assert.equal(await mini.tells("PUT", "/profile", { nickname: name, card_name: card, email, birthday }), 200, name);
      await mini.tap("设置");
      await mini.goBack();
      await mini.sees(name);
      await shown(mini.frame(), [name, card]);
    }
  });
  assert.equal(await her.tells("PUT", "/profile", { nickname, card_name, email, birthday }), 200);
  await mini.phone.page.close();
  await her.page.close();
});

story("the back office shows such names and notes as they were typed (G4)", async ({ town, centreOf, counter, office: open }) => {
  const [her, desk, office] = [await (await centreOf("糖糖")).beside(), await counter(), await open()];
  await her.goto("/");
  const { id } = await her.asks("/me");
  const { nickname, card_name, email, birthday } = await her.asks("/profile");
  const nicknames = fitting(32);
  const notes = fitting(120);
  for (const text of notes) await desk.office("POST", `/members/${id}/notes`, { text });
  await quietly(town, [office], async () => {
    for (const name of nicknames) {
      assert.equal(await her.tells("PUT", "/profile", { nickname: name, card_name, email, birthday }), 200, name);
      await office.goto(`${town.gateway.url}/office/members/${id}`);
      await office.getByText(name).first().waitFor();
    }
    await office.goto(`${town.gateway.url}/office/members`);
    await office.getByText(nicknames.at(-1)).first().waitFor();
    await office.goto(`${town.gateway.url}/office/members/${id}/notes`);
    await office.getByText(notes.at(-1)).first().waitFor();
    const further = office.getByRole("button", { name: /更多/ });
    for (let tries = 0; tries < notes.length && (await further.count()) > 0; tries += 1) await further.first().click({ timeout: 500 }).catch(() => {});
    await shown(office, notes);
  });
  assert.equal(await her.tells("PUT", "/profile", { nickname, card_name, email, birthday }), 200);
  await her.page.close();
});
