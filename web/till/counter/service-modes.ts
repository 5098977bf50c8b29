import { yuan } from "@shared/amount";
import { fenOf } from "../money";
import { holdsNumber, isWholeCode, normalise } from "../scan";
import { WAYS } from "../tender";
import type { Desk } from "./desk";
import { walked, type Key, type Mode } from "./mode";
import { printPaper, widthKey } from "./paper";

/** Ways to pay for what is no sale. */
export const MONEY = WAYS.filter(({ kind }) => kind !== "stored_value");

function tabs(desk: Desk): Key[] {
  const { serving } = desk;
  return [
    { key: "F6", label: "充值", press: serving.showTopUp },
    ...(desk.who.stored_value.points_per_yuan === null ? [] : [{ key: "F2", label: "积分转储值", press: serving.showConvert }]),
    { key: "F3", label: "付费升级", press: serving.showUpgrade },
    { key: "F4", label: "预授权", press: () => desk.holding.open() },
    { key: "F7", label: "退储值", press: serving.showGiveBack },
  ];
}

/** ← and → turn through the ways to pay. */
function turn(desk: Desk, by: number): void {
  const { state } = desk.serving;
  const at = MONEY.findIndex(({ kind }) => kind === state.tender);
  state.tender = MONEY[walked(at, by, MONEY.length)]?.kind ?? "cash";
}

const leave = (desk: Desk) => () => (desk.hush(), desk.go("sale"));

/** 充值: a rule is chosen, or an amount typed; Enter once more pays it in. */
function topUp(desk: Desk): Mode {
  const { serving, at } = desk;
  const rows = serving.offers.value ?? [];
  const { state } = serving;
  const confirm = () => serving.payIn();
  const onlyRules = desk.who.stored_value.only_rules;
  return {
    ask: state.chosen
      ? `Enter 确认已收 ${yuan(state.chosen.principal)}，充值；Esc 重选`
      : `↑↓ 选活动，Enter；或输入活动名${onlyRules ? "" : "、要充的金额"}`,
    keys: [...tabs(desk), { key: "F9", label: "改赠送", press: () => desk.go("gift"), off: !state.chosen }],
    enter(text) {
      if (text === "") return state.chosen ? confirm() : choose(desk, at.value);
      const principal = fenOf(text);
      if (principal === null && !/^[\d\s.-]+$/.test(text) && !holdsNumber(text)) return serving.seekOffers(text);
      if (onlyRules) return void desk.tell("本店只按充值活动充值，请选一个活动", "look");
      if (principal === null || principal === 0) return void desk.tell("请输入金额，例如 200", "look");
      desk.hush();
      Object.assign(state, { chosen: { principal, name: "不参加活动", gifts: [] }, gift: undefined });
    },
    move: (by) => !state.chosen && (at.value = walked(at.value, by, rows.length)),
    turn: (by) => turn(desk, by),
    back: () => (state.chosen ? ((state.chosen = null), desk.hush()) : leave(desk)()),
  };
}

function choose(desk: Desk, at: number): void {
  const offer = desk.serving.offers.value?.[at];
  if (!offer) return;
  // Once for each member, not today, another level: the gateway has said why (RCH-05).
  if (!offer.usable) return void desk.tell(offer.why_text ?? "不能用这个充值活动", "look");
  desk.hush();
  desk.serving.choose(offer);
}

/** 编辑赠送金额 */
function gift(desk: Desk): Mode {
  return {
    ask: "赠送多少元？例如 30；0 不赠送",
    keys: [],
    enter(text) {
      const fen = fenOf(text);
      if (fen === null) return void desk.tell("请输入金额，例如 30", "look");
      desk.serving.state.gift = fen;
      desk.hush();
      desk.go("topUp");
    },
    move: () => {},
    back: () => desk.go("topUp"),
  };
}

/** 积分转储值: first how many, then the member's code. */
function convert(desk: Desk): Mode {
  const { serving } = desk;
  const points = serving.state.chosen?.name;
  return {
    ask: points === undefined ? "要转多少积分？" : `转 ${points} 积分：请扫会员码`,
    keys: tabs(desk),
    enter(text) {
      const digits = normalise(text);
      if (points !== undefined && isWholeCode(digits)) serving.convert(digits, points);
      else if (/^\d{1,9}(\.\d{1,4})?$/.test(digits)) serving.state.chosen = { principal: 0, name: digits, gifts: [] };
      else desk.tell(points === undefined ? "请输入积分数，例如 100" : "请扫会员手机上的会员码", "look");
    },
    move: () => {},
    back: leave(desk),
  };
}

/** 付费升级 */
function upgrade(desk: Desk): Mode {
  const { serving, at } = desk;
  const rows = serving.levels.value ?? [];
  const row = rows[at.value];
  return {
    ask: row ? `↑↓ 选等级，Enter 确认已收 ${row.price_text}，升级` : "没有可以购买的等级",
    keys: tabs(desk),
    enter: (text) => text === "" && row && serving.upgrade(row),
    move: (by) => (at.value = walked(at.value, by, rows.length)),
    turn: (by) => turn(desk, by),
    back: leave(desk),
  };
}

/** 退储值: first which top-up, then on what ground. */
function giveBack(desk: Desk): Mode {
  const { serving, at } = desk;
  const rows = serving.topUps.value ?? [];
  const row = rows[at.value];
  return {
    ask: "↑↓ 选一笔充值，Enter 看能退多少",
    keys: tabs(desk),
    enter: (text) => text === "" && row && void serving.showGrounds(row),
    move: (by) => (at.value = walked(at.value, by, rows.length)),
    back: leave(desk),
  };
}

function ground(desk: Desk): Mode {
  const { serving, at } = desk;
  const rows = serving.sheets.value;
  return {
    ask: "↑↓ 选退款原因，Enter 退款",
    keys: [],
    enter(text) {
      const row = rows[at.value];
      if (text !== "" || !row) return;
      if (row.sheet instanceof Error) return void desk.refuse(row.sheet);
      serving.state.ground = row.mode;
      serving.giveBack();
    },
    move: (by) => (at.value = walked(at.value, by, rows.length)),
    back: () => desk.go("giveBack"),
  };
}

/** A form of its own asks for number and password of a permitted employee (RCH-08). */
function approve(desk: Desk): Mode {
  const { state } = desk.serving;
  return {
    ask: "请店长或老板在下面输入",
    keys: [],
    enter: () => {},
    move: () => {},
    back: () => desk.go(state.waiting === "giveBack" ? "giveBack" : "topUp"),
  };
}

function served(desk: Desk): Mode {
  const back = leave(desk);
  return {
    ask: "Enter 回到收银",
    keys: [{ key: "F9", label: "打印", press: printPaper }, widthKey()],
    enter: (text) => (back(), text !== "" && desk.looking.see(text)),
    move: () => {},
    back,
  };
}

export const serviceModes = { topUp, gift, convert, upgrade, giveBack, ground, approve, served };
