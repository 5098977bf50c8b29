// @vitest-environment node
import { expect, it } from "vitest";
import { lint } from "./rules.mjs";

it.each([
  ["a.wxml", '<view bindtap="go" />', "write bind:event"],
  ["a.wxml", '<view catchtap="go" />', "write bind:event"],
  ["a.wxml", '<view wx:foreach="{{x}}" />', "only wx:if"],
  ["a.wxml", "<view>&nbsp;</view>", "XML's own escapes"],
  ["a.wxml", '<rich-text nodes="{{x}}" />', "texts are shown as texts"],
  ["a.wxml", '<cell body="{{ { a: b } }}" />', "made in code"],
  ["a.ts", 'import x from "dayjs";', "no npm"],
  ["a.wxss", '@import "other.wxss";', "their own file"],
])("%s with %s is refused", (path, text, words) => {
  expect(lint(path, text)).toEqual([expect.stringContaining(words)]);
});

it.each([
  ["a.wxml", '<view wx:for="{{x}}" wx:for-item="y" wx:key="*this" bind:tap="go">&lt;</view>'],
  ["a.wxml", '<view wx:if="{{x}}" /><view wx:else />'],
  ["a.ts", 'import { get } from "../../core/api";'],
])("%s with %s is not", (path, text) => {
  expect(lint(path, text)).toEqual([]);
});
