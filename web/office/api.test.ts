import { afterEach, expect, it, vi } from "vitest";
import { tryKeyword, type RuleBody } from "./api";

const draft: RuleBody = { kind: "exact", pattern: "会员", priority: 100, enabled: true, reply: { type: "text", content: "您好" } };
const asked = { appid: "wx1", text: "会员" };

afterEach(() => vi.unstubAllGlobals());

it.each<[string, Parameters<typeof tryKeyword>, object]>([
  ["of the saved rules alone", ["wx1", "会员"], asked],
  ["with a new rule", ["wx1", "会员", draft], { ...asked, draft }],
  ["with a rule that is being edited", ["wx1", "会员", draft, "kwr_1"], { ...asked, draft, replaces: "kwr_1" }],
  ["with a rule whose edit is not fit to be tried", ["wx1", "会员", undefined, "kwr_1"], asked],
])("a trial %s", async (_what, given, body) => {
  const sent: unknown[] = [];
  vi.stubGlobal("fetch", async (_url: string, init: RequestInit) => {
    sent.push(JSON.parse(String(init.body)));
    return new Response("{}");
  });
  await tryKeyword(...given);
  expect(sent).toEqual([body]);
});
