import type { Tender, TenderKind } from "./sale-api";

/** Ways to pay, in the order in which a till lists them. */
export const WAYS: readonly { kind: TenderKind; name: string }[] = [
  { kind: "cash", name: "现金" },
  { kind: "stored_value", name: "储值" },
  { kind: "wechat", name: "微信" },
  { kind: "alipay", name: "支付宝" },
  { kind: "bank_card", name: "银行卡" },
  { kind: "other", name: "其他" },
];

/** What was put down so far, in fen. Of cash it may be more than is due. */
export type Given = Partial<Record<TenderKind, number>>;

export interface Split {
  /** Still to be paid, in fen. */
  left: number;
  /** To be handed back, in fen. */
  change: number;
  /** What the settle says: together what is payable, as soon as nothing is left. */
  tenders: Tender[];
}

/** Divides what was put down: cash pays last, and what is too much of it goes back. */
export function split(payable: number, given: Given): Split {
  const others = WAYS.filter(({ kind }) => kind !== "cash").flatMap(({ kind }) => part(kind, given[kind]));
  const due = payable - others.reduce((sum, { amount }) => sum + amount, 0);
  const cash = given.cash ?? 0;
  const tenders = [...part("cash", Math.min(cash, due)), ...others];
  return { left: Math.max(0, due - cash), change: Math.max(0, cash - due), tenders };
}

const part = (kind: TenderKind, amount = 0): Tender[] => (amount > 0 ? [{ kind, amount }] : []);

/** Puts an amount down; without one, whatever is left. Says why not, where it cannot be. */
export function put(payable: number, given: Given, kind: TenderKind, amount: number | undefined, storedValue: number): Given | string {
  const without: Given = { ...given, [kind]: 0 };
  const due = split(payable, without).left;
  const most = kind === "stored_value" ? Math.min(due, storedValue) : due;
  const wanted = amount ?? most;
  if (kind === "stored_value" && wanted > storedValue) return "储值余额不够";
  if (kind !== "cash" && wanted > due) return "只有现金可以多收、找零";
  return { ...without, [kind]: wanted };
}
