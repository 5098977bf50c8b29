import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { effectScope } from "vue";
import type { TillSession } from "../api";
import type { Receipt } from "../sale-api";
import { useReturning } from "./returning";

const receipt = { sale: "sal_1", lines: [{ line: 1, quantity: 1000, returned: 0, name: "奶粉" }], paid: 26_800, refunded: 0 } as unknown as Receipt;
const word = { number: "1001", password: "secret" };

let asked: { path: string; body: Record<string, unknown> }[];
let scope: ReturnType<typeof effectScope>;

/** A till whose gateway answers so, one after the other. */
function till(refund: boolean, ...answers: [status: number, body: object][]) {
  asked = [];
  vi.stubGlobal("fetch", async (path: string, { body }: RequestInit) => {
    asked.push({ path: String(path), body: JSON.parse(String(body)) });
    const [status, said] = answers.shift() ?? [500, {}];
    return new Response(JSON.stringify(said), { status });
  });
  const clerk = { terminal: { code: "T01" }, may: { approve: false, gift: false, refund } } as TillSession;
  const noticing = { hush: vi.fn(), refuse: vi.fn(), tell: vi.fn() };
  const go = vi.fn();
  scope = effectScope();
  const returning = scope.run(() => useReturning(clerk, noticing as never, go))!;
  returning.receipt.value = receipt;
  return { ...returning, ...noticing, go };
}

const soon = () => vi.advanceTimersByTimeAsync(50);
const no = (code: string): [number, object] => [403, { status: 403, code, title: "没有这个权限" }];

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  scope.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("takes goods back at once, if the clerk may", async () => {
  const { markAll, ask, give, go } = till(true, [201, {}]);
  markAll();
  ask(false);
  give("买错了");
  await soon();
  expect(asked).toEqual([{ path: "/v1/till/sales/sal_1/refunds", body: expect.not.objectContaining({ approver: expect.anything() }) }]);
  expect(go).toHaveBeenLastCalledWith("refunded");
});

it("asks for somebody who may before anything is sent, and says what they allow (POS-02)", async () => {
  const { markAll, ask, give, allow, effect, state, go } = till(false, no("approver_wrong"), [201, {}]);
  markAll();
  ask(false);
  give("买错了");
  await soon();
  expect(asked).toEqual([]);
  expect(go).toHaveBeenLastCalledWith("allow");
  expect(effect()).toBe("退还全部商品，退 ¥268.00");
  allow({ number: "1002", password: "wrong" });
  await soon();
  expect(go).toHaveBeenLastCalledWith("allow");
  expect(state.wrong).toBe("没有这个权限");
  allow(word);
  await soon();
  expect(asked[1]!.body).toMatchObject({ all: true, reason: "买错了", approver: word });
  expect(go).toHaveBeenLastCalledWith("refunded");
});

it("asks for them, too, when the right was taken away meanwhile; a void is asked for alike", async () => {
  const { ask, give, allow, refuse, go } = till(true, no("return_needs_approval"), [201, {}]);
  ask(true);
  give("收银录错");
  await soon();
  expect(go).toHaveBeenLastCalledWith("allow");
  expect(refuse).not.toHaveBeenCalled();
  allow(word);
  await soon();
  expect(asked[1]).toMatchObject({ path: "/v1/till/sales/sal_1/void", body: { approver: word } });
});
