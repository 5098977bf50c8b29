import type { PictureName } from "./parts/Picture.vue";

interface Sorry {
  picture: PictureName;
  title: string;
  words: string;
}

const STALE: Sorry = { picture: "lock", title: "登录已失效", words: "这次登录用过了或等得太久，请重新进入。" };

const SORRIES = new Map<string, Sorry>([
  ["oauth_state", STALE],
  ["oauth_code", STALE],
  ["oauth_declined", { picture: "lock", title: "没有得到授权", words: "需要您在微信里同意授权，才能打开会员中心。" }],
  ["no_such_account", { picture: "lost", title: "没有找到这个公众号", words: "链接可能不完整，请从公众号菜单重新进入。" }],
  ["wechat_unreachable", { picture: "cloud", title: "微信暂时没有回应", words: "请稍等片刻再试。" }],
  ["wechat_refused", { picture: "cloud", title: "微信没有受理", words: "请稍后再试；一直这样的话，请告诉店员。" }],
]);

const ANY: Sorry = { picture: "cloud", title: "没有打开成功", words: "登录时出了点问题，请重新进入。" };

/** What to tell a visitor whose sign-in the gateway refused with this code. */
export function sorryFor(code: string): Sorry {
  return SORRIES.get(code) ?? ANY;
}
