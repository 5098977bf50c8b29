import { yuan } from "@shared/amount";
import { fenOf } from "../money";
import { isWholeCode, normalise } from "../scan";
import type { Desk } from "./desk";
import { walked, type Mode } from "./mode";

/** 预授权 of this store that are still open. */
function holds(desk: Desk): Mode {
  const { holding, at } = desk;
  const rows = holding.rows.value ?? [];
  return {
    ask: rows.length > 0 ? "↑↓ 选一笔，Enter 扣款或取消" : "F4 新的预授权；Esc 返回",
    keys: [{ key: "F4", label: "新预授权", press: holding.begin }],
    enter(text) {
      const row = rows[at.value];
      if (text !== "") return desk.looking.see(text);
      if (holding.rows.value === null) return void desk.tell("正在取，请稍等", "wait");
      if (row) holding.choose(row);
      else holding.begin();
    },
    move(by) {
      if (by > 0 && at.value === rows.length - 1) holding.more();
      at.value = walked(at.value, by, rows.length);
    },
    back: () => (desk.hush(), desk.go("sale")),
  };
}

/** A new one: first how much, then the member's code. */
function hold(desk: Desk): Mode {
  const { holding } = desk;
  const { state } = holding;
  return {
    ask: state.amount > 0 ? `预授权 ${yuan(state.amount)}：请扫会员码` : "预授权多少元？例如 200",
    keys: [],
    enter(text) {
      const digits = normalise(text);
      if (state.amount > 0 && isWholeCode(digits)) return holding.make(digits);
      const fen = isWholeCode(digits) ? null : fenOf(text);
      if (fen === null || fen === 0) return void desk.tell(state.amount > 0 ? "请扫会员手机上的会员码" : "请输入金额，例如 200", "look");
      desk.hush();
      state.amount = fen;
    },
    move: () => {},
    back: () => (state.amount > 0 ? ((state.amount = 0), desk.hush()) : holding.open()),
  };
}

/** One of them: taken whole or in part, or given free. */
function capture(desk: Desk): Mode {
  const { holding } = desk;
  const chosen = holding.state.hold;
  return {
    ask: chosen ? `Enter 扣全部 ${yuan(chosen.amount)}；或输入要扣的金额` : "Esc 返回",
    keys: [{ key: "F5", label: "取消预授权", press: () => chosen && holding.release(chosen.id), off: !chosen }],
    enter(text) {
      if (!chosen) return;
      if (text === "") return holding.capture(chosen.id);
      const fen = fenOf(text);
      if (fen === null || fen === 0 || fen > chosen.amount) return void desk.tell(`请输入不超过 ${yuan(chosen.amount)} 的金额`, "look");
      desk.hush();
      holding.capture(chosen.id, fen);
    },
    move: () => {},
    back: () => holding.open(),
  };
}

export const holdModes = { holds, hold, capture };
