import { yuan } from "@shared/amount";
import type { Desk } from "./desk";
import { walked, type Mode } from "./mode";
import { printPaper, widthKey } from "./paper";
import { fenOf, thousandthsOf } from "../money";

export const REASONS = ["顾客不要了", "商品质量问题", "买错了，换货", "收银录错"] as const;

/** Receipts, of this store or of somebody. */
function receipts(desk: Desk): Mode {
  const rows = desk.returning.rows.value ?? [];
  const row = rows[desk.at.value];
  return {
    ask: "↑↓ 选小票，Enter 打开；或输入小票号、扫会员码",
    keys: [{ key: "F7", label: "本店最近", press: () => void desk.returning.list({}) }],
    enter: (text) => (text !== "" ? desk.looking.see(text) : row && void desk.returning.open(row.id, true)),
    move: (by) => (desk.at.value = walked(desk.at.value, by, rows.length)),
    back: () => desk.go("sale"),
  };
}

function receipt(desk: Desk): Mode {
  const { returning, at } = desk;
  const { receipt, state } = returning;
  const sold = receipt.value?.state === "settled";
  const line = receipt.value?.lines[at.value];
  const marked = line ? (state.marks[line.line] ?? 0) : 0;
  return {
    ask: sold ? "↑↓ 选商品，+ 退一件，− 少退一件；或输入要退的数量" : "Esc 返回",
    keys: [
      { key: "F4", label: "整单", press: returning.markAll, off: !sold },
      { key: "F5", label: "作废", press: () => returning.ask(true), off: !sold },
      { key: "F6", label: "只退钱", press: () => desk.go("amount"), off: !sold || returning.rest() <= 0 },
      { key: "F9", label: "补打小票", press: printPaper },
      { key: "F10", label: "退货", press: () => returning.ask(false), off: !sold },
    ],
    enter(text) {
      const many = text === "" ? null : thousandthsOf(text);
      if (text === "") returning.ask(false);
      else if (many !== null && text.length <= 6 && line) returning.mark(line.line, many);
      else desk.looking.see(text);
    },
    move: (by) => (at.value = walked(at.value, by, receipt.value?.lines.length ?? 0)),
    other: (key) => line && returning.mark(line.line, key === "Delete" ? 0 : marked + (key === "+" ? 1000 : -1000)),
    back: () => (desk.hush(), desk.go(returning.rows.value ? "receipts" : "sale")),
  };
}

/** 只退钱: an amount, and no goods. */
function amount(desk: Desk): Mode {
  const { returning } = desk;
  return {
    ask: `退多少元？最多 ${yuan(returning.rest())}`,
    keys: [],
    enter(text) {
      const fen = fenOf(text);
      if (fen === null || fen === 0 || fen > returning.rest()) return void desk.tell(`请输入不超过 ${yuan(returning.rest())} 的金额，例如 5`, "look");
      desk.hush();
      returning.askFor(fen);
    },
    move: () => {},
    back: () => (desk.hush(), desk.go("receipt")),
  };
}

function reason(desk: Desk): Mode {
  const { returning, at } = desk;
  return {
    ask: "↑↓ 选原因，Enter 确认；或输入别的原因",
    keys: [],
    enter(text) {
      // A scan is no reason, and must not be kept as one.
      if (/^[\d\s-]{8,}$/.test(text)) return void desk.tell("请选一个原因，或输入几个字", "look");
      returning.give(text || (REASONS[at.value] ?? REASONS[0]));
    },
    move: (by) => (at.value = walked(at.value, by, REASONS.length)),
    back: () => desk.go("receipt"),
  };
}

/** A form of its own asks for number and password of somebody who may (POS-02). */
function allow(desk: Desk): Mode {
  return {
    ask: "请有权限的员工在下面输入",
    keys: [],
    enter: () => {},
    move: () => {},
    back: () => desk.go("reason"),
  };
}

function refunded(desk: Desk): Mode {
  const back = () => (desk.hush(), desk.go("sale"));
  return {
    ask: "Enter 回到收银",
    keys: [{ key: "F9", label: "打印退货单", press: printPaper }, widthKey()],
    enter: (text) => (back(), text !== "" && desk.looking.see(text)),
    move: () => {},
    back,
  };
}

export const returnModes = { receipts, receipt, amount, reason, allow, refunded };
