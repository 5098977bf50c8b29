import type { Intent } from "@shared/intent";
import type { Page } from "../api";
import { api } from "../session";

/** A row of a file that cannot come in, and why. */
export interface WrongRow {
  row: number;
  number: string | null;
  problem: string;
  code: string;
}

export interface Import {
  id: string;
  /** Of a dry run `checked`; `running` where the same request goes on with the rest. */
  state: "running" | "checked" | "done";
  file_name: string;
  rows: number;
  fine: number;
  wrong: number;
  /** The first 200. */
  report: WrongRow[];
  dry_run: boolean;
  made_text?: string;
  by?: string;
}

export const WHATS = {
  members: "会员",
  sales: "销售",
  entries: "权益流水",
  top_ups: "充值",
  coupons: "优惠券",
  audit: "操作日志",
} as const;

export type What = keyof typeof WHATS;

export interface Export {
  id: string;
  what_text: string;
  state: "waiting" | "running" | "ready" | "failed" | "over";
  state_text: string;
  done: number;
  of: number | null;
  permille: number | null;
  file_name: string;
  expires_text: string | null;
}

export interface ExportAsk {
  what: What;
  filter: Record<string, string>;
  full: boolean;
  reason?: string;
}

/** A thousand members in one transaction after the other. */
const IMPORT_PATIENCE_MS = 120_000;

const id = encodeURIComponent;

export const TEMPLATE = "/v1/office/imports/template";
export const wrongRowsOf = (one: string) => `/v1/office/imports/${id(one)}/report`;
export const fileOf = (one: string) => `/v1/office/exports/${id(one)}/file`;

export function importMembers(file: File, dryRun: boolean, intent: Intent): Promise<Import> {
  const form = new FormData();
  form.append("file", file, file.name);
  return api.post<Import>(`/imports?dry_run=${dryRun}`, form, { intent, patience: IMPORT_PATIENCE_MS });
}
export const imports = (cursor?: string) => api.get<Page<Import>>("/imports", { query: { cursor } });

export const exports = (cursor?: string) => api.get<Page<Export>>("/exports", { query: { cursor } });
export const askExport = (ask: ExportAsk, intent: Intent) => api.post<Export>("/exports", ask, { intent });
