/** WeChat's refusals of a menu, in words (WeChat docs, global return codes). */
const WORDS: Record<number, string> = {
  [-1]: "微信系统繁忙，请稍后再发布。",
  40013: "AppID 不正确，请检查公众号设置。",
  40016: "按钮个数不对：一级菜单 1 到 3 个。",
  40017: "有按钮的类型微信不支持。",
  40018: "一级菜单名称长度不对：最多 4 个汉字。",
  40019: "一级菜单的键值太长。",
  40020: "一级菜单的网址太长。",
  40023: "子菜单个数不对：1 到 5 个。",
  40024: "有子菜单的类型微信不支持。",
  40025: "子菜单名称长度不对：最多 8 个汉字。",
  40026: "子菜单的键值太长。",
  40027: "子菜单的网址太长。",
  40054: "子菜单的网址域名不合要求，请用已备案的 https 网址。",
  40055: "菜单的网址域名不合要求，请用已备案的 https 网址。",
  40125: "AppSecret 不正确，请检查公众号设置。",
  40164: "服务器的 IP 不在公众号的 IP 白名单里。",
  45009: "今天调用微信接口的次数用完了，请明天再发布。",
  45010: "今天发布菜单的次数用完了，请明天再发布。",
  48001: "公众号没有自定义菜单的权限，请先完成认证。",
  50001: "公众号没有授权这项功能。",
  85005: "小程序还没有和公众号关联，请先在公众平台关联。",
  85006: "小程序还没有和公众号关联，请先在公众平台关联。",
};

/** What a refusal of WeChat means, with its number for whoever must look it up. */
export function wechatWords(errcode: number | undefined, errmsg: string): string {
  const words = (errcode === undefined ? undefined : WORDS[errcode]) ?? (errmsg === "" ? "微信没有说明原因。" : `微信的原话：${errmsg}`);
  return errcode === undefined ? words : `${words}（错误码 ${errcode}）`;
}
