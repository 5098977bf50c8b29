import { describe, expect, it } from "vitest";
import type { Quote, Receipt } from "./sale-api";
import { isFresh, newSale, next, standing, takenOut, type Blamed, type Event, type Line, type Sale, type Who } from "./sale";
import { needsCode, otherWay, quoteAsk, settleAsk, waysOf } from "./sale-asks";

const milk: Line = { goods: "gds_milk", name: "奶粉", unit: "罐", price: 29_800, quantity: 1000 };
const wipes: Line = { goods: "gds_wipes", name: "湿巾", unit: "包", price: 1_290, quantity: 1000 };
const biscuits: Line = { goods: null, name: "散装饼干", unit: "", price: 1_280, quantity: 1000 };
const mei = { member: { id: "mbr_1" }, card: { id: "crd_1" } } as Who;
const li = { member: { id: "mbr_2" }, card: { id: "crd_2" } } as Who;

const play = (sale: Sale, ...events: Event[]) => events.reduce(next, sale);
const begun = (...events: Event[]) => play(newSale("T01-1"), ...events);
const shape = ({ cart, at }: Sale) => [cart.lines.map(({ name, quantity }) => `${name} ${quantity}`).join(", "), at];

/** The gateway's answer to what the cart is now. */
function priced(sale: Sale, more: Partial<Quote> = {}): Sale {
  const quote = { sale: "sal_1", hash: "aa", order_no: sale.orderNo, payable: 1_000, member: null, coupon: null, points: null, lines: [], ...more };
  return next(sale, { do: "priced", orderNo: sale.orderNo, cart: sale.cart, quote: quote as unknown as Quote });
}

/** Its refusal. */
const refused = (sale: Sale, blamed: Blamed) => next(sale, { do: "refused", orderNo: sale.orderNo, cart: sale.cart, blamed });

const buyer = (code_shown: boolean, stored_value = 600) => ({ ...mei, code_shown, stored_value }) as unknown as NonNullable<Quote["member"]>;
const add = (line: Line): Event => ({ do: "add", line });

describe("lines", () => {
  it.each<[string, Event[], string, number]>([
    ["each in its turn", [add(milk), add(wipes)], "奶粉 1000, 湿巾 1000", 1],
    ["the same goods once more", [add(milk), add(wipes), add(milk)], "奶粉 2000, 湿巾 1000", 0],
    ["what has no code apart from each other", [add(biscuits), add(biscuits)], "散装饼干 1000, 散装饼干 1000", 1],
    ["a quantity of the chosen line", [add(milk), add(wipes), { do: "quantity", thousandths: 355 }], "奶粉 1000, 湿巾 355", 1],
    ["one more and one less", [add(milk), { do: "step", by: 1 }, { do: "step", by: 1 }, { do: "step", by: -1 }], "奶粉 2000", 0],
    ["one less than one is none", [add(milk), add(wipes), { do: "step", by: -1 }], "奶粉 1000", 0],
    ["a chosen line that goes", [add(milk), add(wipes), { do: "choose", at: 0 }, { do: "drop" }], "湿巾 1000", 0],
    ["no line before the first or after the last", [add(milk), add(wipes), { do: "choose", at: 9 }, { do: "choose", at: -3 }], "奶粉 1000, 湿巾 1000", 0],
    ["nothing of nothing", [{ do: "drop" }, { do: "step", by: 1 }, { do: "quantity", thousandths: 5 }], "", 0],
    ["no more than anybody buys", [add(milk), { do: "quantity", thousandths: 10_000_000 }], "奶粉 1000", 0],
  ])("%s", (_what, events, lines, at) => expect(shape(begun(...events))).toEqual([lines, at]));

  it("are a hundred at most", () => {
    const sale = begun(...Array.from({ length: 101 }, () => add(biscuits)));
    expect(sale.cart.lines).toHaveLength(100);
  });
});

describe("a price", () => {
  it("is that of the cart it was asked for, and of no other", () => {
    const asked = begun(add(milk));
    const answered = priced(asked);
    expect(isFresh(answered)).toBe(true);
    const more = play(asked, add(wipes));
    const late = next(more, { do: "priced", orderNo: asked.orderNo, cart: asked.cart, quote: answered.priced!.quote });
    expect([late.priced?.quote.payable, isFresh(late)]).toEqual([1_000, false]);
    expect(next(late, { do: "pay" }).stage).toBe("open");
    expect(isFresh(priced(late))).toBe(true);
  });

  it("comes too late for a cart that was emptied", () => {
    const asked = begun(add(milk));
    const empty = next(asked, { do: "drop" });
    expect(priced({ ...empty, cart: empty.cart }).priced).toBeNull();
  });

  it("that is refused takes the change back", () => {
    const good = priced(begun({ do: "serve", who: mei, code: null }, add(milk)));
    const bad = next(good, { do: "coupon", id: "cpn_1" });
    const back = refused(bad, "coupon");
    expect([back.cart.coupon, isFresh(back)]).toEqual([null, true]);
    const newer = next(bad, add(wipes));
    expect(next(newer, { do: "refused", orderNo: "T01-1", cart: bad.cart, blamed: "coupon" })).toBe(newer);
  });

  it("that is refused for one line leaves all the others, and says which it was", () => {
    const sale = play(priced(begun(add(milk))), add(wipes), add(biscuits));
    const left = refused(sale, 1);
    expect(shape(left)).toEqual(["奶粉 1000, 散装饼干 1000", 1]);
    expect(takenOut(sale.cart, left.cart)).toEqual(["湿巾"]);
    expect(shape(refused(left, "last"))).toEqual(["奶粉 1000", 0]);
  });

  it("that is refused for nothing in particular takes back one change at a time", () => {
    const once = priced(begun(add(milk)));
    const sale = play(once, add(wipes), add(milk));
    const left = refused(sale, "last");
    expect([shape(left)[0], takenOut(sale.cart, left.cart)]).toEqual(["奶粉 1000, 湿巾 1000", ["奶粉的数量"]]);
    const first = refused(left, "last");
    expect([first.cart === once.cart, isFresh(first)]).toEqual([true, true]);
    expect(shape(refused(begun(add(milk), add(wipes)), "last"))[0]).toBe("奶粉 1000");
  });

  it("of the last sale is none of the next one", () => {
    const sale = begun(add(milk));
    const quote = priced(sale).priced!.quote;
    expect(next(sale, { do: "priced", orderNo: "T01-0", cart: sale.cart, quote })).toBe(sale);
    expect(next(sale, { do: "refused", orderNo: "T01-0", cart: sale.cart, blamed: "last" })).toBe(sale);
  });
});

describe("who buys", () => {
  it("is told by the code once, and by the card from then on", () => {
    const shown = begun({ do: "serve", who: mei, code: "881" }, add(milk));
    expect(quoteAsk(shown)).toMatchObject({ order_no: "T01-1", scan: "881", lines: [{ goods: "gds_milk", quantity: 1000 }] });
    expect(quoteAsk(shown)).not.toHaveProperty("card");
    const later = next(priced(shown), add(biscuits));
    expect(quoteAsk(later)).toEqual({
      order_no: "T01-1",
      card: "crd_1",
      lines: [{ goods: "gds_milk", quantity: 1000 }, { name: "散装饼干", price: 1_280, quantity: 1000 }],
    });
    const gone = next(shown, { do: "codeGone" });
    expect([quoteAsk(gone).card, gone.cart === shown.cart]).toEqual(["crd_1", false]);
  });

  it("takes coupon and points along when somebody else does", () => {
    const chosen = begun({ do: "serve", who: mei, code: null }, add(milk), { do: "coupon", id: "cpn_1" }, { do: "points", points: "auto" });
    expect(quoteAsk(chosen)).toMatchObject({ coupon: "cpn_1", points: "auto" });
    expect(next(chosen, { do: "serve", who: mei, code: "882" }).cart).toMatchObject({ coupon: "cpn_1", points: "auto" });
    expect(next(chosen, { do: "serve", who: li, code: null }).cart).toMatchObject({ coupon: null, points: null });
    expect(next(chosen, { do: "guest" }).cart).toMatchObject({ who: null, coupon: null, points: null });
    expect(quoteAsk(begun(add(milk), { do: "coupon", id: "cpn_1" }))).not.toHaveProperty("coupon");
  });
});

describe("paying", () => {
  const due = () => next(priced(begun({ do: "serve", who: mei, code: null }, add(milk)), { member: buyer(false) }), { do: "pay" });

  it("begins with a fresh price and touches the cart no more", () => {
    const sale = due();
    expect(sale.stage).toBe("paying");
    expect(play(sale, add(wipes), { do: "drop" }, { do: "guest" }, { do: "coupon", id: "c" }, { do: "serve", who: li, code: null })).toBe(sale);
    expect(next(sale, { do: "back" }).stage).toBe("open");
    const again = next(sale, { do: "again" });
    expect([again.stage, isFresh(again)]).toEqual(["open", false]);
    expect(begun({ do: "pay" }).stage).toBe("open");
  });

  it.each<[string, Sale["given"], number, boolean]>([
    ["nothing", {}, 1_000, false],
    ["too little", { cash: 999 }, 1, false],
    ["cash", { cash: 5_000 }, 0, false],
    ["stored value and cash", { stored_value: 600, cash: 400 }, 0, true],
  ])("%s is put down", (_what, given, left, code) => {
    const sale = next(due(), { do: "give", given });
    expect([standing(sale).left, needsCode(sale)]).toEqual([left, code]);
    expect(settleAsk(sale, null) === null).toBe(left > 0);
  });

  it("says what is paid, with a code if one was shown now", () => {
    const sale = next(due(), { do: "give", given: { stored_value: 600, cash: 1_000 } });
    const tenders = [{ kind: "cash", amount: 400 }, { kind: "stored_value", amount: 600 }];
    expect(settleAsk(sale, "881")).toEqual({ sale: "sal_1", hash: "aa", tenders, code: "881" });
    expect(settleAsk(sale, null)).not.toHaveProperty("code");
  });

  it("needs no code where the quote had one, and one for a coupon", () => {
    const pay = (more: Partial<Quote>) => next(priced(begun({ do: "serve", who: mei, code: null }, add(milk)), more), { do: "pay" });
    const shown = next(pay({ member: buyer(true) }), { do: "give", given: { stored_value: 1 } });
    expect(needsCode(shown)).toBe(false);
    expect(needsCode(pay({ member: buyer(false), coupon: { id: "c" } as Quote["coupon"] & {} }))).toBe(true);
  });

  it("offers stored value only where there is some, and walks the ways", () => {
    const rich = due();
    const poor = next(priced(begun(add(milk))), { do: "pay" });
    expect(waysOf(rich).map(({ kind }) => kind)).toContain("stored_value");
    expect(waysOf(poor).map(({ kind }) => kind)).not.toContain("stored_value");
    expect([otherWay(rich, 1), otherWay(rich, -1), otherWay(poor, 1), otherWay(poor, 9)]).toEqual(["stored_value", "cash", "wechat", "other"]);
  });

  it("comes back to cash when stored value was not enough", () => {
    const sale = play(due(), { do: "way", kind: "stored_value" }, { do: "give", given: { stored_value: 600 } });
    expect(sale.way).toBe("cash");
  });

  it("ends with the receipt and the change, and nothing moves after that", () => {
    const receipt = { sale: "sal_1" } as Receipt;
    const done = play(due(), { do: "give", given: { cash: 5_000 } }, { do: "paid", receipt });
    expect(done.paid).toEqual({ receipt, cash: 5_000, change: 4_000 });
    expect(play(done, add(milk), { do: "back" }, { do: "guest" })).toBe(done);
  });
});

it("a sale that waited comes back as it was", () => {
  const lines = [{ line: 1, ...milk }, { line: 2, ...biscuits }];
  const quote = { sale: "sal_9", order_no: "T01-9", payable: 5, member: buyer(true), coupon: { id: "cpn_1" }, points: { points: "12" }, lines } as unknown as Quote;
  const sale = next(newSale("T01-2"), { do: "resumed", quote });
  expect(isFresh(sale)).toBe(true);
  expect(quoteAsk(sale)).toEqual({
    order_no: "T01-9",
    card: "crd_1",
    lines: [{ goods: "gds_milk", quantity: 1000 }, { name: "散装饼干", price: 1_280, quantity: 1000 }],
    coupon: "cpn_1",
    points: "12",
  });
});
