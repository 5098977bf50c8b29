import { expect, test } from "vitest";
import { pieces } from "./text.ts";

test("a text leads where it says and nowhere else", () => {
  expect(pieces("你好")).toEqual([{ text: "你好" }]);
  expect(pieces('点<a href="http://a.cn/m?x=1&y=2">这里</a>领取')).toEqual([
    { text: "点" },
    { text: "这里", url: "http://a.cn/m?x=1&y=2" },
    { text: "领取" },
  ]);
  expect(pieces("看 https://a.cn/b，谢谢")).toEqual([
    { text: "看 " },
    { text: "https://a.cn/b", url: "https://a.cn/b" },
    { text: "，谢谢" },
  ]);
  expect(pieces("<b>粗</b>")).toEqual([{ text: "<b>粗</b>" }]);
});
