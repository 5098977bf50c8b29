import type { CoverReply, Reply, Rule, RuleBody, RuleKind, TextReply, Trial } from "./api";
import { bytesOf } from "./text";

/** WeChat cuts a passive text reply near this many bytes. */
export const TEXT_BYTES = 2048;

export interface Segment {
  text: string;
  href?: string;
}

const LINK = /<a\s+href=(["'])(.*?)\1[^>]*>([\s\S]*?)<\/a>/gi;

/** A text reply as the chat shows it: `<a href>` becomes a link, everything else stays text. */
export function segmentsOf(content: string): Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  for (const match of content.matchAll(LINK)) {
    if (match.index > from) segments.push({ text: content.slice(from, match.index) });
    segments.push({ text: match[3] ?? "", href: match[2] ?? "" });
    from = match.index + match[0].length;
  }
  if (from < content.length) segments.push({ text: content.slice(from) });
  return segments;
}

export const emptyText = (): TextReply => ({ type: "text", content: "" });
export const emptyCover = (): CoverReply => ({ type: "cover", title: "", description: "", picture: "", link: "" });

/** Whether a fan's words are compared with a pattern at all. */
export const wantsPattern = (kind: RuleBody["kind"]) => kind !== "followed" && kind !== "otherwise";

/** The rule as it is sent: a kind that compares no words has no pattern. */
export const asSent = (rule: RuleBody): RuleBody => ({ ...rule, pattern: wantsPattern(rule.kind) ? rule.pattern.trim() : "" });

/** What is still wrong with a rule, by field. */
export type RuleFaults = Partial<Record<"pattern" | "priority" | "content" | "title" | "link" | "picture", string>>;

/** Empty when the rule may be saved. */
export function faultsOf(rule: RuleBody): RuleFaults {
  return {
    ...(wantsPattern(rule.kind) && rule.pattern.trim() === "" ? { pattern: "请填写关键词" } : {}),
    ...(Number.isInteger(rule.priority) ? {} : { priority: "优先级是整数" }),
    ...(rule.reply.type === "text" ? textFaults(rule.reply) : coverFaults(rule.reply)),
  };
}

function textFaults({ content }: TextReply): RuleFaults {
  if (content.trim() === "") return { content: "请填写回复内容" };
  const over = bytesOf(content) - TEXT_BYTES;
  return over > 0 ? { content: `超出 ${over} 字节：微信最多 ${TEXT_BYTES} 字节（约 680 个汉字）` } : {};
}

function coverFaults({ title, link, picture }: CoverReply): RuleFaults {
  return {
    ...(title.trim() === "" ? { title: "请填写标题" } : {}),
    ...(isLink(link) ? {} : { link: "请填写以 https:// 或 /m/ 开头的网址" }),
    ...(picture === "" || /^(https?:\/\/|\/)\S+$/.test(picture) ? {} : { picture: "请填写图片网址，或留空" }),
  };
}

export const isLink = (link: string) => /^(https?:\/\/[^\s/]+\S*|\/m\/\S*)$/.test(link);

/** What the table shows of a reply. */
export const gistOf = (reply: Reply) => (reply.type === "text" ? segmentsOf(reply.content).map(({ text }) => text).join("") : reply.title);

/** Of two rules of one priority the narrower is asked first. */
const BREADTH: Record<RuleKind, number> = { exact: 0, prefix: 1, contains: 2, regex: 3, followed: 4, otherwise: 5 };

/** What greets a new follower stands above, what answers whatever is left below, whatever their priority. */
const PLACE: Partial<Record<RuleKind, number>> = { followed: -1, otherwise: 1 };

/** The rules in the order in which the gateway asks them. */
export function inAskingOrder(rules: readonly Rule[]): Rule[] {
  return [...rules].sort(
    (a, b) =>
      (PLACE[a.kind] ?? 0) - (PLACE[b.kind] ?? 0) ||
      b.priority - a.priority ||
      BREADTH[a.kind] - BREADTH[b.kind] ||
      (a.id < b.id ? -1 : 1),
  );
}

/** The considered rules, which come as they are asked, in the order of a reader's questions: which one won, which others would have, which not. */
export function inReadingOrder(considered: Trial["considered"]): Trial["considered"] {
  const rank = { matched: 0, also_matches: 1, disabled: 2, no_match: 3 };
  return [...considered].sort((a, b) => rank[a.outcome] - rank[b.outcome]);
}
