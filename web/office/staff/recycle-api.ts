import type { Intent } from "@shared/intent";
import type { Page } from "../api";
import { api } from "../session";

/** What can be deleted and brought back. */
export const KINDS = {
  goods: "商品",
  category: "商品分类",
  keyword: "关键词规则",
  recharge_rule: "充值规则",
  coupon_template: "优惠券",
  tag: "会员标签",
  role: "角色",
  level: "会员等级",
} as const;

export interface Recycled {
  kind: keyof typeof KINDS;
  kind_text: string;
  id: string;
  name: string;
  deleted_text: string;
  by: string;
}

export const recycled = (kind?: string, cursor?: string) => api.get<Page<Recycled>>("/recycle", { query: { kind, cursor } });
export const restore = (kind: string, id: string, intent: Intent) => api.post<unknown>(`/recycle/${kind}/${encodeURIComponent(id)}/restore`, {}, { intent });
