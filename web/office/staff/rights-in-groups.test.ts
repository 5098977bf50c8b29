import { expect, it } from "vitest";
import type { RightView } from "./api";
import { gistOf, inGroups } from "./rights-in-groups";

const right = (key: string, text: string, group_text: string) => ({ key, text, group_text, headquarters: false }) as RightView;
const all = [right("members.see", "查看会员", "会员"), right("rules.edit", "积分规则", "营销"), right("members.edit", "编辑会员", "会员")];

it("keeps a group together wherever its rights stand", () => {
  expect(inGroups(all).map(({ title, rights }) => [title, rights.map(({ text }) => text)])).toEqual([
    ["会员", ["查看会员", "编辑会员"]],
    ["营销", ["积分规则"]],
  ]);
});

it.each([
  [[], 6, "什么都不能做"],
  [["members.see", "gone.right"], 6, "查看会员"],
  [["members.see", "rules.edit"], 1, "查看会员等 2 项"],
  [["members.see", "rules.edit", "members.edit"], 6, "全部功能"],
])("says of %j in %i names: %s", (keys, most, words) => {
  expect(gistOf(keys, all, most)).toBe(words);
});
