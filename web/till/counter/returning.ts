import { reactive, shallowRef } from "vue";
import type { Problem } from "@shared/problem";
import type { TillSession } from "../api";
import { newNumber } from "../numbers";
import { usePress } from "../press";
import { effectOf, left, whatOf, type Marks } from "../returns";
import * as api from "../sale-api";
import { noticed } from "../session";
import type { Approver } from "../value-api";
import type { Noticing } from "./notice";

type Place = "receipts" | "receipt" | "amount" | "reason" | "allow" | "refunded";

const NEEDS_APPROVAL = new Set(["return_needs_approval", "approver_wrong"]);

/** 退货: a receipt is found, what comes back of it is marked, a reason is given; somebody allows it, if the clerk may not. */
export function useReturning({ terminal: { code: terminal }, may }: TillSession, { tell, hush, refuse }: Noticing, go: (to: Place) => void) {
  const rows = shallowRef<api.SaleRow[] | null>(null);
  const receipt = shallowRef<api.Receipt | null>(null);
  const refund = shallowRef<api.Refund | null>(null);
  const state = reactive({ marks: {} as Marks, void: false, amount: null as number | null, refundNo: "", reason: "", wrong: "" });

  const pressing = usePress(
    api.refund,
    (done) => {
      refund.value = done;
      go("refunded");
    },
    (problem: Problem) => {
      if (NEEDS_APPROVAL.has(problem.code)) return needs(problem.code === "approver_wrong" ? problem.title : "");
      refuse(problem);
      if (problem.code === "refund_no_taken") state.refundNo = newNumber(terminal, "R");
      go("receipt");
    },
  );

  async function list(of: Parameters<typeof api.sales>[0]): Promise<void> {
    rows.value = null;
    go("receipts");
    try {
      const { items } = await api.sales(of);
      rows.value = items.filter(({ state }) => state === "settled" || state === "voided");
    } catch (thrown) {
      refuse(noticed(thrown));
      rows.value = [];
    }
  }

  /** `listed`: it was chosen from the list, and Esc goes back there. */
  async function open(sale: string, listed: boolean): Promise<void> {
    try {
      if (!listed) rows.value = null;
      receipt.value = await api.receipt(sale);
      Object.assign(state, { marks: {}, void: false, amount: null, refundNo: newNumber(terminal, "R") });
      hush();
      go("receipt");
    } catch (thrown) {
      refuse(noticed(thrown));
    }
  }

  /** So many of a line come back, as far as they are left. */
  function mark(line: number, thousandths: number): void {
    const sold = receipt.value?.lines.find((one) => one.line === line);
    if (sold) state.marks[line] = Math.max(0, Math.min(left(sold), thousandths));
  }

  function markAll(): void {
    for (const line of receipt.value?.lines ?? []) state.marks[line.line] = left(line);
  }

  /** Asks why, if there is anything to give back. */
  function ask(isVoid: boolean): void {
    if (!receipt.value) return;
    if (!isVoid && whatOf(receipt.value, state.marks) === null) return void tell("请先选要退的商品：+ 加一件，F4 整单", "look");
    Object.assign(state, { void: isVoid, amount: null });
    go("reason");
  }

  /** What of the money could still go back, in fen. */
  const rest = () => (receipt.value ? receipt.value.paid - receipt.value.refunded : 0);

  /** Money goes back and no goods come. */
  function askFor(amount: number): void {
    Object.assign(state, { void: false, amount });
    go("reason");
  }

  /** Asks for somebody who may, and says what was wrong with whoever was named. */
  function needs(wrong: string): void {
    state.wrong = wrong;
    go("allow");
  }

  /** Why it comes back is known: it is done, or allowed first. */
  function give(reason: string): void {
    state.reason = reason;
    if (may.refund) send();
    else needs("");
  }

  function send(approver?: Approver): void {
    const of = receipt.value;
    if (!of) return;
    hush();
    const { amount, reason } = state;
    const what = state.void ? null : amount === null ? whatOf(of, state.marks) : { amount };
    void pressing.press({ sale: of.sale, refund_no: state.refundNo, reason, what, ...(approver && { approver }) });
  }

  /** What is to be allowed. */
  const effect = () => (receipt.value ? effectOf(receipt.value, state) : "");

  return { rows, receipt, refund, state, presses: [pressing], list, open, mark, markAll, ask, askFor, rest, give, effect, allow: send };
}
