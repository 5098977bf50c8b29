import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { effectScope } from "vue";
import type { TillSession } from "../api";
import type { Who } from "../sale";
import type { RechargeOffer } from "../value-api";
import { useServing } from "./serving";

const clerk = (gift: boolean) => ({ terminal: { code: "T01" }, may: { approve: gift, gift, refund: true } }) as TillSession;
const offer: RechargeOffer = {
  id: "rul_1", version: 1, name: "充100送10", principal: 10_000, principal_text: "¥100", gift_lines: ["赠送 ¥10"],
  once_per_member: false, usable: true, why_text: null,
};
const changed = { ...offer, version: 2, gift_lines: ["赠送 ¥5"] };

interface Asked {
  method: string;
  path: string;
  body: Record<string, unknown> | null;
}
let asked: Asked[];
let scope: ReturnType<typeof effectScope>;

/** A till whose gateway answers so, one after the other. */
function till(may: boolean, ...answers: [status: number, body: object][]) {
  asked = [];
  vi.stubGlobal("fetch", async (path: string, { method = "GET", body }: RequestInit) => {
    asked.push({ method, path: String(path), body: typeof body === "string" ? JSON.parse(body) : null });
    const [status, said] = answers.shift() ?? [500, {}];
    return new Response(JSON.stringify(said), { status });
  });
  const noticing = { hush: vi.fn(), refuse: vi.fn() };
  const go = vi.fn();
  scope = effectScope();
  const serving = scope.run(() => useServing(clerk(may), noticing as never, go, vi.fn()))!;
  serving.who.value = { card: { id: "crd_1" } } as Who;
  return { ...serving, ...noticing, go };
}

const soon = () => vi.advanceTimersByTimeAsync(50);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  scope.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("pays in by the rule that the clerk saw, and shows what it says now if it was changed (RCH-01)", async () => {
  const refusal = { status: 409, code: "recharge_rule_changed", title: "这个充值活动刚刚修改过", version: 2 };
  const { choose, payIn, state, refuse, go } = till(true, [409, refusal], [200, { items: [changed] }], [201, { lines: [], top_up: { order_no: "T01-C1" } }]);
  choose(offer);
  payIn();
  await soon();
  expect(asked[0]!.body).toMatchObject({ rule: "rul_1", rule_version: 1, principal: 10_000 });
  expect(refuse).toHaveBeenCalledOnce();
  expect(go).toHaveBeenLastCalledWith("topUp");
  expect(state.chosen).toMatchObject({ gifts: ["赠送 ¥5"], rule: { version: 2 } });
  payIn();
  await soon();
  expect(asked.at(-1)!.body).toMatchObject({ rule: "rul_1", rule_version: 2 });
  expect(go).toHaveBeenLastCalledWith("served");
});

it("leaves a changed rule that cannot be used any more on the list, with the reason", async () => {
  const gone = { ...changed, usable: false, why_text: "今天不能使用这个充值活动" };
  const { choose, payIn, state, offers } = till(true, [409, { status: 409, code: "recharge_rule_changed", title: "" }], [200, { items: [gone] }]);
  choose(offer);
  payIn();
  await soon();
  expect(state.chosen).toBeNull();
  expect(offers.value).toEqual([gone]);
});

it("asks for somebody who may before money goes back: the right of gifts, not that of returns (RCH-08)", async () => {
  const { state, giveBack, go } = till(false);
  Object.assign(state, { topUp: { id: "top_1" }, ground: "cooling_off" });
  giveBack();
  await soon();
  expect(go).toHaveBeenLastCalledWith("approve");
  expect(asked).toEqual([]);
});
