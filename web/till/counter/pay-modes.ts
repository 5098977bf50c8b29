import { isWholeCode, normalise } from "../scan";
import { fenOf } from "../money";
import { standing } from "../sale";
import { needsCode, otherWay } from "../sale-asks";
import { put } from "../tender";
import type { Desk } from "./desk";
import { walked, type Mode } from "./mode";
import { printPaper, widthKey } from "./paper";

/** What a row of 券/积分 stands for. */
export type Perk = { kind: "none" } | { kind: "coupon"; id: string } | { kind: "points" };

/** Nobody hands over more, in fen; an eight-digit barcode would be. */
const MOST_AT_ONCE = 10_000_000;

export function perksOf(desk: Pick<Desk, "quote">): Perk[] {
  const member = desk.quote.value?.member;
  if (!member) return [];
  return [{ kind: "points" }, { kind: "none" }, ...member.coupons.map(({ id }): Perk => ({ kind: "coupon", id }))];
}

function perks(desk: Desk): Mode {
  const rows = perksOf(desk);
  const row = rows[desk.at.value];
  const { cart } = desk.sale.value;
  const points = (typed: string) => desk.send({ do: "points", points: typed });
  return {
    ask: row?.kind === "points" ? "Enter 用/不用积分；或输入要用的积分数" : "↑↓ 选择，Enter 用这张；Esc 返回",
    keys: [{ key: "F10", label: "收款", press: () => saleOr(desk, "pay"), off: !desk.fresh.value }],
    enter(text) {
      desk.hush();
      const digits = normalise(text);
      if (/^\d{15,}$/.test(digits)) desk.looking.see(text);
      else if (/^\d+(\.\d+)?$/.test(digits)) points(digits);
      else if (row?.kind === "points") desk.send({ do: "points", points: cart.points === null ? "auto" : null });
      else if (row) desk.send({ do: "coupon", id: row.kind === "coupon" && row.id !== cart.coupon ? row.id : null });
    },
    move: (by) => (desk.at.value = walked(desk.at.value, by, rows.length)),
    back: () => desk.go("sale"),
  };
}

function saleOr(desk: Desk, to: "pay"): void {
  if (!desk.fresh.value) return;
  desk.send({ do: "pay" });
  desk.go(to);
}

function pay(desk: Desk): Mode {
  const sale = desk.sale.value;
  const { left } = standing(sale);
  return {
    ask: left > 0 ? "输入金额；直接 Enter 收剩下的" : needsCode(sale) ? "请扫会员码，确认动用储值、券或积分" : "Enter 确认收款",
    keys: [
      { key: "F9", label: "券/积分", press: () => (leave(desk), desk.go("perks")), off: !sale.cart.who },
      { key: "F10", label: "确认收款", press: () => settle(desk), off: left > 0 },
    ],
    enter(text) {
      const digits = normalise(text);
      if (isWholeCode(digits)) return desk.looking.see(text);
      if (text === "" && left === 0) return settle(desk);
      give(desk, text);
    },
    move: (by) => desk.send({ do: "way", kind: otherWay(sale, by) }),
    other: (key) => key === "Delete" && desk.send({ do: "give", given: { ...sale.given, [sale.way]: 0 } }),
    back: () => (leave(desk), desk.go("sale")),
  };
}

function leave(desk: Desk): void {
  desk.hush();
  desk.send({ do: "back" });
}

function give(desk: Desk, text: string): void {
  const amount = text === "" ? undefined : fenOf(text);
  if (amount === null || (amount ?? 0) > MOST_AT_ONCE) return void desk.tell("请输入金额，例如 100 或 12.5", "look");
  const { given, way } = desk.sale.value;
  const { payable = 0, member } = desk.quote.value ?? {};
  const now = put(payable, given, way, amount, member?.stored_value ?? 0);
  if (typeof now === "string") return void desk.tell(now, "look");
  desk.hush();
  desk.send({ do: "give", given: now });
}

export function settle(desk: Pick<Desk, "sale" | "selling" | "tell" | "hush">, code: string | null = null): void {
  const { left } = standing(desk.sale.value);
  if (left > 0) return void desk.tell("还没有收够", "look");
  if (code === null && needsCode(desk.sale.value)) return void desk.tell("请会员打开会员码，扫一下再收款", "wait");
  desk.hush();
  desk.selling.settle(code);
}

/** The receipt is on the screen. */
function done(desk: Desk): Mode {
  return {
    ask: "Enter 下一单；或直接扫下一位的商品",
    keys: [{ key: "F9", label: "打印小票", press: printPaper }, widthKey()],
    enter(text) {
      desk.clean();
      if (text !== "") desk.looking.see(text);
    },
    move: () => {},
    back: () => desk.clean(),
  };
}

export const payModes = { perks, pay, done };
