import type { Intent } from "@shared/intent";
import type { Page } from "../api";
import { api } from "../session";
import type { Named } from "./api";

export type ApprovalState = "waiting" | "approved" | "refused" | "expired";

/** Something that one person asked for and another one has to agree to. */
export interface Approval {
  id: string;
  kind_text: string;
  what_text: string;
  reason: string;
  maker: Named;
  made_text: string;
  expires_text: string;
  state: ApprovalState;
  state_text: string;
  checker: Named | null;
  refused_because: string | null;
  mine: boolean;
}

/** Above what one does in a day somebody else has to agree; null for no limit. */
export interface Limits {
  /** Points or growth of one card, and what an import brings; as text. */
  adjust_points: string | null;
  /** What an import brings, in fen: by hand none is given. */
  adjust_money: number | null;
  /** Coupons of one template. */
  coupon_send: number | null;
}

const one = (id: string) => `/approvals/${encodeURIComponent(id)}`;

export const approvals = (state?: ApprovalState, cursor?: string) => api.get<Page<Approval>>("/approvals", { query: { state, cursor } });
export const approve = (id: string, intent: Intent) => api.post<Approval>(`${one(id)}/approve`, {}, { intent });
export const refuse = (id: string, reason: string, intent: Intent) => api.post<Approval>(`${one(id)}/refuse`, { reason }, { intent });
export const limits = () => api.get<Limits>("/approvals/limits");
export const saveLimits = (limits: Limits) => api.put<Limits>("/approvals/limits", limits);
