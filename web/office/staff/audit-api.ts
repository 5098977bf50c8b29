import type { Page } from "../api";
import { api } from "../session";
import type { Named } from "./api";

export interface Change {
  name: string;
  before: string | null;
  after: string | null;
}

export interface AuditEntry {
  id: string;
  at: string;
  actor: string;
  actor_id?: string | null;
  action: string;
  action_text: string;
  subject: string;
  subject_text?: string | null;
  detail: string;
  changes?: Change[];
}

/** What the log is asked; days are China's, both included. */
export interface AuditFilter {
  actor: string;
  action: string;
  subject: string;
  from: string;
  to: string;
}

export interface AuditChoices {
  actors: Named[];
  actions: { key: string; text: string }[];
}

export const audit = (filter: AuditFilter, cursor?: string) => {
  const asked = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ""));
  return api.get<Page<AuditEntry>>("/audit", { query: { ...asked, cursor } });
};
export const auditChoices = () => api.get<AuditChoices>("/audit/choices");
