import { formatMoment } from "@shared/format";
import type { AuditEntry } from "./audit-api";

type Fields = Record<string, unknown>;

const SOURCES: Record<string, string> = { wechat: "公众号注册", mini: "小程序注册", till: "门店登记" };
const CHOICES: Record<string, string> = {
  default_level_wechat: "微信注册的默认卡类型",
  default_level_till: "收银台登记的默认卡类型",
};
const RULE_PARTS: Record<string, string> = { kind: "匹配方式", pattern: "关键词", priority: "优先级", reply: "回复" };

const SUMMARIES: Record<string, (detail: Fields) => string> = {
  "operator.sign_in": ({ door, terminal }) => (door === "till" ? `收银台 ${text(terminal)}`.trim() : "后台"),
  "terminal.lock": ({ until }) => (text(until) ? `到 ${formatMoment(text(until))} 为止` : ""),
  "settings.change": ({ before, after }) => settings(fields(before), fields(after)),
  "member.register": ({ source, phone }) => listed(SOURCES[text(source)], text(phone)),
  "member.bind": ({ source }) => listed(SOURCES[text(source)]),
  "keyword.create": ({ after }) => named(fields(after)),
  "keyword.change": ({ before, after }) => ruleChange(fields(before), fields(after)),
  "keyword.delete": ({ before }) => named(fields(before)),
  "menu.save": ({ buttons }) => menu(buttons),
  "menu.publish": ({ buttons }) => menu(buttons),
};

/** What changed, in a few Chinese words without ids; empty for an action this page does not know. */
export function summaryOf({ action, detail }: Pick<AuditEntry, "action" | "detail">): string {
  return SUMMARIES[action]?.(fields(parsed(detail))) ?? "";
}

/** The detail as one reads JSON; what is not JSON stays as it came. */
export function prettyOf(detail: string): string {
  const value = parsed(detail);
  return value === undefined ? detail : JSON.stringify(value, null, 2);
}

function parsed(detail: string): unknown {
  try {
    return JSON.parse(detail);
  } catch {
    return undefined;
  }
}

const fields = (value: unknown): Fields => (typeof value === "object" && value !== null ? (value as Fields) : {});
const text = (value: unknown) => (typeof value === "string" ? value : "");
const listed = (...parts: (string | undefined)[]) => parts.filter(Boolean).join("，");
const isChanged = (before: Fields, after: Fields) => (key: string) => JSON.stringify(before[key]) !== JSON.stringify(after[key]);

function settings(before: Fields, after: Fields): string {
  const changed = isChanged(before, after);
  const choices = Object.keys(CHOICES).filter(changed).map((key) => `改了${CHOICES[key]}`);
  const unique = changed("phone_unique") ? `${after.phone_unique ? "打开" : "关闭"}会员手机号不能重复` : "";
  return listed(...choices, unique) || "没有变化";
}

function named({ kind, pattern }: Fields): string {
  if (kind === "followed") return "关注时";
  return kind === "otherwise" ? "其他消息" : `「${text(pattern)}」`;
}

function ruleChange(before: Fields, after: Fields): string {
  const changed = isChanged(before, after);
  const parts = Object.keys(RULE_PARTS).filter(changed).map((key) => RULE_PARTS[key]);
  const enabled = changed("enabled") ? (after.enabled ? "启用" : "停用") : "";
  return listed(named(before), enabled, parts.length ? `改了${parts.join("、")}` : "");
}

function menu(buttons: unknown): string {
  return Array.isArray(buttons) ? buttons.map((button) => text(fields(button).name)).filter(Boolean).join("、") : "";
}
