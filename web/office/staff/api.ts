import type { Intent } from "@shared/intent";
import type { Page } from "../api";
import type { Right } from "../rights";
import { api } from "../session";

export interface Named {
  id: string;
  name: string;
}

/** A right with its words. */
export interface RightView {
  key: Right;
  text: string;
  group_text: string;
  /** Only a role for the whole chain can use it. */
  headquarters: boolean;
}

export interface RoleBody {
  name: string;
  rights: Right[];
}

export interface Role extends RoleBody {
  id: string;
  system: boolean;
  /** How many have it. */
  staff: number;
}

export interface Staff {
  id: string;
  login: string;
  name: string;
  /** 4 to 8 digits. */
  number: string;
  role: Named;
  /** In all shops, also those to come; else in `stores`. */
  everywhere: boolean;
  stores: Named[];
  status: "invited" | "working" | "suspended";
  status_text: string;
  two_factor: boolean;
  last_seen_text: string | null;
  self: boolean;
}

/** What is written of a member of the staff; `stores` are ids, none of whoever is everywhere. */
export interface StaffBody {
  name: string;
  number: string;
  role: string;
  everywhere: boolean;
  stores: string[];
}

/** Shown this once. */
export interface InviteLink {
  invite_url: string;
  expires_text: string;
}

export interface Invited extends InviteLink {
  staff: Staff;
}

export interface TwoFactor {
  enrolled: boolean;
  since_text: string | null;
  recovery_left: number;
}

/** Not in force before it is confirmed. */
export interface Enrolment {
  secret: string;
  otpauth: string;
  /** A `data:` URI of an SVG. */
  qr: string;
}

export interface SessionView {
  id: string;
  door_text: string;
  terminal_code: string | null;
  since_text: string;
  seen_text: string | null;
  address_text: string | null;
  current: boolean;
}

const id = encodeURIComponent;

export const rights = async () => (await api.get<{ items: RightView[] }>("/staff/rights")).items;
export const roles = async () => (await api.get<{ items: Role[] }>("/roles")).items;
export const addRole = (role: RoleBody, intent: Intent) => api.post<Role>("/roles", role, { intent });
export const saveRole = (role: string, body: RoleBody) => api.put<Role>(`/roles/${id(role)}`, body);
export const deleteRole = (role: string) => api.delete(`/roles/${id(role)}`);

export const staff = (cursor?: string) => api.get<Page<Staff>>("/staff", { query: { cursor } });
export const invite = (body: StaffBody & { login: string }, intent: Intent) => api.post<Invited>("/staff", body, { intent });
export const saveStaff = (one: string, body: StaffBody) => api.put<Staff>(`/staff/${id(one)}`, body);
/** A link for another password; the one before is dead. Its answer is kept nowhere, so it takes no key. */
export const inviteAgain = (one: string) => api.post<InviteLink>(`/staff/${id(one)}/invite`, {});
export const staffDeed = (one: string, deed: "suspend" | "resume" | "reset-two-factor", intent: Intent) =>
  api.post<unknown>(`/staff/${id(one)}/${deed}`, {}, { intent });

export const sessions = async (of?: string) => (await api.get<{ items: SessionView[] }>("/sessions", { query: { staff: of } })).items;
export const endSession = (one: string) => api.delete(`/sessions/${id(one)}`);
export const endOthers = () => api.post<void>("/sessions/end-others", {});

export const changePassword = (old: string, fresh: string) => api.post<void>("/password", { old, new: fresh });
export const acceptInvite = (token: string, password: string) => api.post<void>("/invites/accept", { token, password });

export const twoFactor = () => api.get<TwoFactor>("/two-factor");
/** Its answer is kept nowhere, so it takes no key. */
export const enrol = () => api.post<Enrolment>("/two-factor", {});
export const confirmEnrolment = (code: string) => api.post<{ recovery: string[] }>("/two-factor/confirm", { code });
export const dropTwoFactor = (code: string) => api.delete("/two-factor", { body: { code } });
