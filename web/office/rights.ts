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
