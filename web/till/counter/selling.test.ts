import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { effectScope } from "vue";
import type { Line, Who } from "../sale";
import { useSelling } from "./selling";

const milk: Line = { goods: "gds_milk", name: "奶粉", unit: "罐", price: 29_800, quantity: 1000 };
const mei = { member: { id: "mbr_1" }, card: { id: "crd_1" } } as Who;

interface Asked {
  path: string;
  body: Record<string, unknown>;
  key: string | null;
}
type Answer = "lost" | { status: number; code: string; name?: string } | { payable: number };

let asked: Asked[];
let scope: ReturnType<typeof effectScope>;

/** A till whose gateway answers so, one after the other. */
function till(...answers: Answer[]) {
  asked = [];
  vi.stubGlobal("fetch", async (path: string, { body, headers }: RequestInit) => {
    asked.push({ path, body: JSON.parse(String(body)), key: new Headers(headers).get("Idempotency-Key") });
    const answer = answers.shift();
    if (answer === undefined || answer === "lost") throw new TypeError("network");
    if ("status" in answer) return new Response(JSON.stringify({ title: answer.code, ...answer }), { status: answer.status });
    const quote = { sale: "sal_1", hash: `h${asked.length}`, order_no: asked.at(-1)!.body.order_no, lines: [], member: null, coupon: null, points: null, ...answer };
    return new Response(JSON.stringify(quote), { status: 200 });
  });
  const said = vi.fn();
  const ended = vi.fn();
  scope = effectScope();
  return { ...scope.run(() => useSelling("T01", said, ended))!, said, ended };
}

const soon = () => vi.advanceTimersByTimeAsync(50);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  scope.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the price of a cart", () => {
  it("is asked for whenever the cart changes, one at a time, and the newest counts", async () => {
    const { sale, send } = till({ payable: 1 }, { payable: 2 });
    send({ do: "add", line: milk });
    send({ do: "step", by: 1 });
    send({ do: "step", by: 1 });
    await soon();
    expect(asked.map(({ body }) => (body.lines as Line[])[0]!.quantity)).toEqual([1000, 3000]);
    expect(sale.value.priced?.quote.payable).toBe(2);
    expect(new Set(asked.map(({ key }) => key)).size).toBe(2);
  });

  it("that got lost is asked for again with the same key, until the cart is another", async () => {
    const { sale, send, pricing } = till("lost", "lost", { payable: 7 });
    send({ do: "add", line: milk });
    await soon();
    expect(pricing.slow).toBe(true);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(new Set(asked.map(({ key }) => key)).size).toBe(1);
    send({ do: "step", by: 1 });
    await vi.advanceTimersByTimeAsync(4_000);
    expect([asked.length, new Set(asked.map(({ key }) => key)).size]).toEqual([3, 2]);
    expect([sale.value.priced?.quote.payable, pricing.slow, pricing.busy]).toEqual([7, false, false]);
  });

  it("that is refused is said, and the cart is what it was", async () => {
    const { sale, send, said } = till({ payable: 1 }, { status: 409, code: "coupon_below_threshold" });
    send({ do: "serve", who: mei, code: null });
    send({ do: "add", line: milk });
    await soon();
    send({ do: "coupon", id: "cpn_1" });
    await soon();
    expect(said.mock.calls[0]![0]).toMatchObject({ code: "coupon_below_threshold" });
    expect([sale.value.cart.coupon, sale.value.priced?.quote.payable, asked.length]).toEqual([null, 1, 2]);
  });

  it("that is refused for goods loses no others that were scanned meanwhile, and names these", async () => {
    const { sale, send, said } = till({ payable: 1 }, { status: 409, code: "goods_off_sale", name: "湿巾" }, { payable: 2 });
    for (const name of ["奶粉", "米粉", "湿巾"]) send({ do: "add", line: { ...milk, goods: `gds_${name}`, name } });
    await soon();
    expect(sale.value.cart.lines.map(({ name }) => name)).toEqual(["奶粉", "米粉"]);
    expect([sale.value.priced?.quote.payable, asked.length]).toEqual([2, 3]);
    expect(said.mock.calls).toMatchObject([[{ code: "goods_off_sale" }, ["湿巾"]]]);
  });

  it.each<[string, Answer]>([
    ["a price", { payable: 9 }],
    ["a refusal", { status: 409, code: "goods_off_sale", name: "奶粉" }],
  ])("that comes as %s after its sale has gone is not the next sale's", async (_what, late) => {
    const { sale, send, park, said } = till(late, { payable: 1 });
    send({ do: "add", line: milk });
    park("cancel");
    send({ do: "add", line: milk });
    await soon();
    expect([sale.value.priced?.quote.payable, sale.value.cart.lines.length]).toEqual([1, 1]);
    expect(asked[1]!.body.order_no).toBe(sale.value.orderNo);
    expect(said).not.toHaveBeenCalled();
  });

  it.each(["code_expired", "code_used", "terminal_locked"])("does not need a code that is no good any more (%s)", async (code) => {
    const { sale, send, said } = till({ status: code === "terminal_locked" ? 429 : 410, code }, { payable: 1 });
    send({ do: "serve", who: mei, code: "881" });
    send({ do: "add", line: milk });
    await soon();
    expect(asked.map(({ body }) => [body.scan, body.card])).toEqual([["881", undefined], [undefined, "crd_1"]]);
    expect(said).not.toHaveBeenCalled();
    expect(sale.value.priced?.quote.payable).toBe(1);
  });

  it("comes under a new number, if the old one is somebody else's", async () => {
    const { send } = till({ status: 409, code: "order_no_taken" }, { payable: 1 });
    send({ do: "add", line: milk });
    await soon();
    expect(new Set(asked.map(({ body }) => body.order_no)).size).toBe(2);
  });
});

describe("paying", () => {
  it("a price that has changed is shown once more before anybody pays", async () => {
    const { sale, send, settle, said } = till({ payable: 500 }, { status: 409, code: "quote_changed" }, { payable: 600 });
    send({ do: "add", line: milk });
    await soon();
    send({ do: "pay" });
    send({ do: "give", given: { cash: 500 } });
    settle(null);
    await soon();
    expect(said.mock.calls[0]![0]).toMatchObject({ code: "quote_changed" });
    expect([sale.value.stage, sale.value.priced?.quote.payable, sale.value.given]).toEqual(["open", 600, { cash: 500 }]);
    send({ do: "pay" });
    expect(sale.value.given).toEqual({});
  });

  it("too little pays nothing", async () => {
    const { send, settle } = till({ payable: 500 });
    send({ do: "add", line: milk });
    await soon();
    send({ do: "pay" });
    settle(null);
    await soon();
    expect(asked.map(({ path }) => path)).toEqual(["/v1/till/quotes"]);
  });
});

describe("putting a sale away", () => {
  it("tells the gateway of what it knows, and begins anew", async () => {
    const { sale, send, park, ended } = till({ payable: 1 }, { payable: 0 });
    const { orderNo } = sale.value;
    send({ do: "add", line: milk });
    await soon();
    park("hold");
    await soon();
    expect(asked.at(-1)!.path).toBe("/v1/till/sales/sal_1/hold");
    expect(ended).toHaveBeenCalledExactlyOnceWith("hold", orderNo);
    expect([sale.value.cart.lines.length, sale.value.orderNo === orderNo]).toEqual([0, false]);
  });

  it("needs nobody for what was never priced", async () => {
    const { park, ended } = till();
    park("cancel");
    await soon();
    expect([asked.length, ended.mock.calls.length]).toEqual([0, 1]);
  });
});
