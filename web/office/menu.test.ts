import { describe, expect, it } from "vitest";
import type { MenuButton } from "./api";
import { added, at, blank, faultsOf, moved, removed, tidied } from "./menu";

const view = (name: string): MenuButton => ({ name, type: "view", url: "https://kabao.example/m/" });
const click = (name: string, key = "K"): MenuButton => ({ name, type: "click", key });
const group = (name: string, ...children: MenuButton[]): MenuButton => ({ name, type: "group", children });
const mini: MenuButton = { name: "小程序", type: "miniprogram", url: "https://kabao.example", appid: "wx00000000000000b2", pagepath: "pages/wallet" };

describe("WeChat's limits as one types", () => {
  it("lets a good menu pass", () => {
    expect(faultsOf([view("会员中心"), click("优惠"), group("更多服务", mini, view("门店地址和电话"))])).toEqual([]);
  });

  it.each<[string, MenuButton, string[]]>([
    ["no name", view(" "), ["name"]],
    ["4 Chinese characters", view("会员中心"), []],
    ["5 Chinese characters at the top", view("新会员中心"), ["name"]],
    ["8 letters", view("MyMember"), []],
    ["9 letters", view("MyMembers"), ["name"]],
    ["no key", click("优惠", ""), ["key"]],
    ["a key of 128 bytes", click("优惠", "k".repeat(128)), []],
    ["a key of 129 bytes", click("优惠", `${"券".repeat(42)}abc`), ["key"]],
    ["no address", { name: "首页", type: "view", url: "" }, ["url"]],
    ["a page of the member centre", { name: "首页", type: "view", url: "/m/wx00000000000000a1/" }, []],
    ["an address without a scheme", { name: "首页", type: "view", url: "kabao.example" }, ["url"]],
    ["a script for an address", { name: "首页", type: "view", url: "javascript:alert(1)" }, ["url"]],
    ["an address of 1025 bytes", { name: "首页", type: "view", url: `https://k.example/${"a".repeat(1007)}` }, ["url"]],
    ["a mini-program without its id and page", { ...mini, appid: "b2", pagepath: "" }, ["appid", "pagepath"]],
    ["an empty group", group("更多"), ["type"]],
  ])("%s", (_name, button, fields) => {
    expect(faultsOf([button]).map(({ field }) => field)).toEqual(fields);
  });

  it("gives a sub-button 8 Chinese characters and says which one is too long", () => {
    const menu = [view("首页"), group("更多", view("一二三四五六七八"), view("一二三四五六七八九"))];
    expect(faultsOf(menu)).toMatchObject([{ top: 1, sub: 1, field: "name" }]);
  });
});

describe("editing", () => {
  it("has room for three buttons and five below each", () => {
    let menu: MenuButton[] = [];
    for (let n = 0; n < 3; n += 1) menu = added(menu)!.buttons;
    expect(added(menu)).toBeNull();
    for (let n = 0; n < 5; n += 1) menu = added(menu, 1)!.buttons;
    expect(added(menu, 1)).toBeNull();
    expect(menu.map(({ children }) => children?.length ?? 0)).toEqual([0, 5, 0]);
  });

  it("turns a button into a group and back", () => {
    const grown = added([view("会员")], 0)!;
    expect(grown.buttons).toEqual([group("会员", blank())]);
    expect(grown.place).toEqual({ top: 0, sub: 0 });
    expect(removed(grown.buttons, grown.place)).toEqual([click("会员", "")]);
  });

  it("moves within a row and stops at its ends", () => {
    const menu = [view("一"), group("二", view("甲"), view("乙"))];
    const swapped = moved(menu, { top: 1, sub: 0 }, 1)!;
    expect(at(swapped.buttons, swapped.place)?.name).toBe("甲");
    expect(swapped.buttons[1]?.children?.map(({ name }) => name)).toEqual(["乙", "甲"]);
    expect(moved(menu, { top: 0, sub: -1 }, -1)).toBeNull();
    expect(menu[1]?.children?.[0]?.name).toBe("甲");
  });

  it("sends only what belongs to a button's type", () => {
    const changedMind = { ...view("首页"), key: "OLD", children: [view("旧")] };
    expect(tidied([changedMind])).toEqual([view("首页")]);
  });
});
