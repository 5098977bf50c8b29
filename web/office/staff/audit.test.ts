import { expect, it } from "vitest";
import { prettyOf, summaryOf } from "./audit";

const rule = { kind: "exact", pattern: "会员", priority: 100, enabled: true, reply: { type: "text", content: "您好" } };
const choices = { default_level_wechat: "lvl_1", default_level_till: "lvl_2", phone_unique: true };

it.each<[string, unknown, string]>([
  ["operator.sign_in", { door: "office", terminal: null }, "后台"],
  ["operator.sign_in", { door: "till", terminal: "T01" }, "收银台 T01"],
  ["terminal.lock", { until: "2026-11-22T01:05:00Z" }, "到 2026-11-22 09:05 为止"],
  ["settings.change", { before: choices, after: { ...choices, default_level_till: "lvl_3", phone_unique: false } }, "改了收银台登记的默认卡类型，关闭会员手机号不能重复"],
  ["settings.change", { before: choices, after: choices }, "没有变化"],
  ["member.register", { source: "till", terminal: "trm_1", level: "lvl_1", phone: "138****0002" }, "门店登记，138****0002"],
  ["member.register", { source: "wechat" }, "公众号注册"],
  ["keyword.create", { appid: "wx1", after: rule }, "「会员」"],
  ["keyword.change", { before: rule, after: { ...rule, enabled: false, reply: { type: "text", content: "好" } } }, "「会员」，停用，改了回复"],
  ["keyword.delete", { before: { ...rule, kind: "otherwise", pattern: "" } }, "其他消息"],
  ["menu.publish", { buttons: [{ name: "会员中心" }, { name: "优惠" }] }, "会员中心、优惠"],
])("tells a deed %s in a few words", (action, detail, words) => {
  expect(summaryOf({ action, detail: JSON.stringify(detail) })).toBe(words);
});

it.each(["", "not json", "null", "[]", '{"before":null,"after":3,"buttons":{},"until":7}'])("reads %j without falling over", (detail) => {
  for (const action of ["settings.change", "keyword.change", "menu.save", "terminal.lock", "member.bind", "brand.new"]) {
    expect(typeof summaryOf({ action, detail })).toBe("string");
  }
  expect(prettyOf(detail)).not.toBe("undefined");
});
