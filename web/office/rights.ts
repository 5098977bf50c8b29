import { session } from "./session";

/** The functions of the back office that one may or may not have. */
export type Right =
  | "members.see"
  | "members.edit"
  | "members.phone"
  | "members.merge"
  | "benefits.adjust"
  | "cards.desk"
  | "levels.give"
  | "rules.edit"
  | "coupons.edit"
  | "coupons.send"
  | "goods.edit"
  | "wechat.edit"
  | "settings.edit"
  | "reports.see"
  | "export.masked"
  | "export.full"
  | "members.import"
  | "staff.edit"
  | "audit.see"
  | "proof.run"
  | "approve"
  | "recycle.restore"
  | "keys.edit"
  | "till.sell"
  | "till.refund"
  | "till.gift";

/** Whether whoever is signed in has the right. It decides what is shown; the gateway decides what is done. */
export const may = (right: Right | undefined): boolean => right === undefined || (session.who?.rights?.includes(right) ?? true);

/** Whether they decide for all stores, and not for some of them. */
export const atHeadquarters = (): boolean => session.who?.scope?.everywhere ?? true;

/** The same for what holds in all stores: headquarters alone change it (LVL-01). */
export const mayForAll = (right: Right): boolean => atHeadquarters() && may(right);
