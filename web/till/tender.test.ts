import { describe, expect, it } from "vitest";
import { put, split, type Given } from "./tender";

describe("what was put down", () => {
  it.each<[number, Given, number, number, [string, number][]]>([
    [1000, {}, 1000, 0, []],
    [1000, { cash: 1000 }, 0, 0, [["cash", 1000]]],
    [1000, { cash: 5000 }, 0, 4000, [["cash", 1000]]],
    [1000, { cash: 400 }, 600, 0, [["cash", 400]]],
    [1000, { stored_value: 300, cash: 700 }, 0, 0, [["cash", 700], ["stored_value", 300]]],
    [1000, { stored_value: 300, cash: 1000 }, 0, 300, [["cash", 700], ["stored_value", 300]]],
    [1000, { wechat: 1000, cash: 0 }, 0, 0, [["wechat", 1000]]],
    [0, {}, 0, 0, []],
    [1000, { wechat: 1000, cash: 500 }, 0, 500, [["wechat", 1000]]],
  ])("of %d, %j leaves %d and gives back %d", (payable, given, left, change, tenders) => {
    const now = split(payable, given);
    expect([now.left, now.change]).toEqual([left, change]);
    expect(now.tenders.map(({ kind, amount }) => [kind, amount])).toEqual(tenders);
    if (left === 0) expect(now.tenders.reduce((sum, { amount }) => sum + amount, 0)).toBe(payable);
  });

  it.each<[string, Given, Parameters<typeof put>[2], number | undefined, Given | string]>([
    ["the rest in cash", { stored_value: 300 }, "cash", undefined, { stored_value: 300, cash: 700 }],
    ["more cash than is due", {}, "cash", 5000, { cash: 5000 }],
    ["as much stored value as there is", {}, "stored_value", undefined, { stored_value: 600 }],
    ["more stored value than there is", {}, "stored_value", 601, "储值余额不够"],
    ["more than is due by WeChat", {}, "wechat", 1001, "只有现金可以多收、找零"],
    ["the same way again takes the place of what it was", { wechat: 200 }, "wechat", 900, { wechat: 900 }],
    ["nothing takes it back", { wechat: 200 }, "wechat", 0, { wechat: 0 }],
  ])("takes %s", (_what, given, kind, amount, expected) => {
    expect(put(1000, given, kind, amount, 600)).toEqual(expected);
  });
});
