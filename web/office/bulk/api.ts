import type { Intent } from "@shared/intent";
import type { Page } from "../api";
import type { Asked } from "../members/api";
import { api } from "../session";
import type { Approval } from "../staff/approval-api";

/** A row of a file that cannot come in, and why. */
export interface WrongRow {
  row: number;
  number: string | null;
  problem: string;
  code: string;
}

export interface Import {
  id: string;
  /** Of a dry run `checked`; `running` of one that was cut off, which goes on when its file is sent again. */
  state: "running" | "checked" | "done";
  file_name: string;
  rows: number;
  /** Rows that had their turn. */
  done: number;
  fine: number;
  wrong: number;
  /** The first 200. */
  report: WrongRow[];
  dry_run: boolean;
  state_text: string;
  at_text: string;
  by: string;
  /** Sent by whoever reads it: theirs to go on with. */
  mine: boolean;
}

export const WHATS = {
  members: "会员",
  sales: "销售单",
  entries: "资产明细",
  top_ups: "充值单",
  coupons: "优惠券",
  audit: "操作日志",
} as const;

export type What = keyof typeof WHATS;

export interface Export {
  id: string;
  what_text: string;
  full: boolean;
  /** `asked` until somebody else agrees, `refused` if nobody did. */
  state: "asked" | "refused" | "waiting" | "running" | "ready" | "failed" | "over";
  state_text: string;
  /** What whoever refused it said. */
  why: string | null;
  done: number;
  of: number | null;
  permille: number | null;
  file_name: string;
  asked_text: string;
  expires_text: string | null;
}

export interface ExportAsk {
  what: What;
  /** Days of China, both included, and a store; what is absent is no bound. Members are filtered as their list is. */
  filter: { from?: string; to?: string } & Omit<Asked, "q">;
  full: boolean;
  reason?: string;
}

/** A thousand members in one transaction after the other. */
const IMPORT_PATIENCE_MS = 120_000;

const id = encodeURIComponent;

export const TEMPLATE = "/v1/office/imports/template";
export const wrongRowsOf = (one: string) => `/v1/office/imports/${id(one)}/report`;
export const fileOf = (one: string) => `/v1/office/exports/${id(one)}/file`;

/** With `resume`, it goes on with that import, and with no other file than its own. */
export function importMembers(file: File, dryRun: boolean, intent: Intent, resume?: string): Promise<Import> {
  const form = new FormData();
  form.append("file", file, file.name);
  const on = resume === undefined ? "" : `&resume=${id(resume)}`;
  return api.post<Import>(`/imports?dry_run=${dryRun}${on}`, form, { intent, patience: IMPORT_PATIENCE_MS });
}
export const importOf = (one: string) => api.get<Import>(`/imports/${id(one)}`);
export const imports = (cursor?: string) => api.get<Page<Import>>("/imports", { query: { cursor } });

export const exports = (cursor?: string) => api.get<Page<Export>>("/exports", { query: { cursor } });
/** With an `approval` in the answer somebody else has to agree first. */
export const askExport = (ask: ExportAsk, intent: Intent) => api.post<Export | { approval: Approval }>("/exports", ask, { intent });
