import { grouped, yuan } from "@shared/amount";
import { formatMoment } from "@shared/format";
import { pieces } from "./money";
import type { PricedLine, Receipt, Refund, RefundWhat } from "./sale-api";

const RULE = "-".repeat(32);

/** Thousandths that come back, by line. */
export type Marks = Record<number, number>;
type Sold = Pick<PricedLine, "line" | "quantity"> & { returned: number };

export const left = ({ quantity, returned }: Sold) => quantity - returned;

/** What the marks ask for; `null`, if nothing is marked. Everything that is left is the whole. */
export function whatOf({ lines }: { lines: readonly Sold[] }, marks: Marks): RefundWhat | null {
  const parts = lines.map(({ line }) => ({ line, quantity: marks[line] ?? 0 })).filter(({ quantity }) => quantity > 0);
  if (parts.length === 0) return null;
  return lines.every((line) => (marks[line.line] ?? 0) === left(line)) ? { all: true } : { lines: parts };
}

/** What comes back: goods by their marks, an amount without goods, or all of it as if it had not been. */
export interface Asked {
  marks: Marks;
  amount: number | null;
  void: boolean;
}

/** What somebody is asked to allow, before it is done. */
export function effectOf(receipt: Pick<Receipt, "lines" | "paid" | "refunded">, { marks, amount, void: isVoid }: Asked): string {
  const rest = yuan(receipt.paid - receipt.refunded);
  if (isVoid) return `作废整单，退 ${rest}`;
  if (amount !== null) return `只退钱 ${yuan(amount)}，不退商品`;
  const what = whatOf(receipt, marks);
  if (what && "all" in what) return `退还全部商品，退 ${rest}`;
  const goods = receipt.lines.filter(({ line }) => (marks[line] ?? 0) > 0);
  return `退 ${goods.map(({ line, name }) => `${name} × ${pieces(marks[line] ?? 0)}`).join("、")}`;
}

/** A refund in lines for the printer, as the gateway prints a receipt. */
export function refundSlip(receipt: Receipt, refund: Refund): string[] {
  const name = (line: number) => receipt.lines.find((one) => one.line === line)?.name ?? "";
  return [
    receipt.store_name,
    `退货单 ${refund.refund_no}`,
    `原单号 ${receipt.order_no}`,
    formatMoment(refund.created_at),
    RULE,
    ...refund.lines.flatMap(({ line, quantity, amount }) => [name(line), `  退 ${pieces(quantity)}  ${yuan(amount)}`]),
    RULE,
    `退款 ${refund.amount_text}`,
    ...refund.tenders.map(({ kind_text, amount }) => `  ${kind_text} ${yuan(amount)}`),
    ...(refund.points_back === "0" ? [] : [`退回积分 ${grouped(refund.points_back)}`]),
    ...(refund.clawed_points === "0" ? [] : [`扣回积分 ${grouped(refund.clawed_points)}`]),
    `原因 ${refund.reason}`,
  ];
}
