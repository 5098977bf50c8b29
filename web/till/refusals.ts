import type { Problem } from "@shared/problem";
import type { GlyphName } from "./parts/glyphs";

/** A refusal as the clerk sees it: what it is, and what to do next. */
export interface Panel {
  tone: "stop" | "wait" | "look";
  glyph: GlyphName;
  title: string;
  next: string[];
}

const PANELS: Record<string, Panel> = {
  payment_code: {
    tone: "stop",
    glyph: "wallet",
    title: "这是付款码，请在收款框里收款",
    next: ["刚才扫到的是顾客的付款码，这里没有扣款，也没有记录。", "查会员：请顾客打开「会员中心」出示会员码。"],
  },
  code_expired: {
    tone: "wait",
    glyph: "refresh",
    title: "会员码已过期",
    next: ["会员码每 30 秒更新，请会员刷新后再出示。", "刷新后再扫一次。"],
  },
  code_unknown: {
    tone: "look",
    glyph: "question",
    title: "查不到这个会员码",
    next: ["手输的话，请对照手机上的 18 位数字再输一次。", "扫出来的话，请会员重新打开「会员中心」后再扫。"],
  },
  code_malformed: {
    tone: "look",
    glyph: "barcode",
    title: "这不是会员码",
    next: ["可能扫到了商品条码，或少扫了几位。", "请扫会员码，或输入手机号、卡号、会员号后按回车。"],
  },
  no_such_member: {
    tone: "look",
    glyph: "person",
    title: "没有找到这位会员",
    next: ["请核对手机号、卡号或会员号。", "确实还不是会员：按 F8 登记新会员。"],
  },
  several_members: {
    tone: "look",
    glyph: "person",
    title: "同一手机号有多位会员",
    next: ["请扫会员码或输入卡号。"],
  },
  card_not_active: {
    tone: "stop",
    glyph: "card",
    title: "这张会员卡不能使用",
    next: ["卡已挂失或作废，不要按会员价结账。", "请会员改用新卡，或请店长在后台处理。"],
  },
  terminal_locked: {
    tone: "stop",
    glyph: "lock",
    title: "这台收银机暂停查询",
    next: ["一分钟内错误太多，为防试码先停一会儿。", "倒数结束后自动恢复，收款不受影响。"],
  },
  unauthenticated: {
    tone: "wait",
    glyph: "lock",
    title: "刚才登录已过期",
    next: ["现在请再扫一次。"],
  },
  offline: {
    tone: "wait",
    glyph: "offline",
    title: "连不上网络",
    next: ["请检查网线或无线网络。", "恢复后请再扫一次；急用可先按非会员结账。"],
  },
  timeout: {
    tone: "wait",
    glyph: "offline",
    title: "网络太慢，没有等到结果",
    next: ["查询不会改动任何数据，请再扫一次。"],
  },
};

/** Words for a refused scan. The gateway's own title stands for codes this till has not met. */
export function panelFor(problem: Problem): Panel {
  const known = PANELS[problem.code];
  if (known) return known;
  return { tone: "wait", glyph: "question", title: problem.title, next: ["请再扫一次；一直这样请联系店长。"] };
}
