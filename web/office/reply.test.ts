import { describe, expect, it } from "vitest";
import type { Considered, Rule, RuleBody, RuleKind } from "./api";
import { asSent, emptyCover, faultsOf, inAskingOrder, inReadingOrder, isLink, segmentsOf } from "./reply";

describe("a text reply in the chat", () => {
  it("shows links as links and leaves everything else as text", () => {
    expect(segmentsOf('欢迎<a href="https://kabao.example/m/">进会员中心</a>，<b>不是</b>标签')).toEqual([
      { text: "欢迎" },
      { text: "进会员中心", href: "https://kabao.example/m/" },
      { text: "，<b>不是</b>标签" },
    ]);
  });

  it.each(["", "一句话", '<a href="x">没有结尾', "<script>alert(1)</script>"])("keeps %j as it is", (content) => {
    expect(segmentsOf(content)).toEqual(content === "" ? [] : [{ text: content }]);
  });
});

const rule = (change: Partial<RuleBody>): RuleBody => ({
  kind: "exact",
  pattern: "新会员中心",
  priority: 100,
  enabled: true,
  reply: { type: "text", content: "您好" },
  ...change,
});

it("sends no pattern with a kind that compares no words, and none with blanks around it", () => {
  expect(asSent(rule({ kind: "followed", pattern: "新会员中心" })).pattern).toBe("");
  expect(asSent(rule({ pattern: " 新会员中心 " })).pattern).toBe("新会员中心");
});

describe("a rule before it is saved", () => {
  it.each<[string, Partial<RuleBody>, string[]]>([
    ["is complete", {}, []],
    ["needs a keyword", { pattern: "  " }, ["pattern"]],
    ["needs none when it answers a new follower", { kind: "followed", pattern: "" }, []],
    ["needs none when it answers whatever is left", { kind: "otherwise", pattern: "" }, []],
    ["needs words", { reply: { type: "text", content: "\n" } }, ["content"]],
    ["fits 2048 bytes", { reply: { type: "text", content: "好".repeat(682) } }, []],
    ["does not fit 2049 bytes", { reply: { type: "text", content: "好".repeat(683) } }, ["content"]],
    ["needs a cover's title and link", { reply: emptyCover() }, ["title", "link"]],
    ["takes a whole priority only", { priority: Number.NaN }, ["priority"]],
  ])("%s", (_name, change, fields) => {
    expect(Object.keys(faultsOf(rule(change)))).toEqual(fields);
  });

  it.each([
    ["https://kabao.example/a", true],
    ["/m/wx00000000000000a1/", true],
    ["javascript:alert(1)", false],
    ["/office", false],
    ["https://", false],
    ["", false],
  ])("link %j: %s", (link, allowed) => {
    expect(isLink(link)).toBe(allowed);
  });
});

it("lists the rules as the gateway asks them", () => {
  const one = (id: string, kind: RuleKind, priority: number): Rule => ({ ...rule({ kind, priority }), id, appid: "", kind_text: "", updated_at: "" });
  const asked = [
    one("a", "followed", 1),
    one("h", "contains", 200),
    one("z", "exact", 100),
    one("y", "prefix", 100),
    one("w", "contains", 100),
    one("x", "contains", 100),
    one("b", "regex", 100),
    one("c", "exact", 99),
    one("d", "otherwise", 900),
    one("e", "otherwise", 5),
  ];
  const shuffled = [...asked].sort((a, b) => (a.id < b.id ? -1 : 1));
  expect(shuffled).not.toEqual(asked);
  expect(inAskingOrder(shuffled).map(({ id }) => id)).toEqual(asked.map(({ id }) => id));
});

it("reads the rules of a trial from the winner to those that do not match, and each kind as it was asked", () => {
  const one = (id: string, outcome: Considered["outcome"], priority: number): Considered => ({ id, outcome, priority, pattern: "", kind_text: "", why: "" });
  const asked = [one("d", "no_match", 1), one("a", "matched", 9), one("b", "also_matches", 5), one("c", "disabled", 1), one("e", "no_match", 900)];
  expect(inReadingOrder(asked).map(({ id }) => id)).toEqual(["a", "b", "c", "d", "e"]);
});
