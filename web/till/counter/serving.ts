import { reactive, shallowRef } from "vue";
import { grouped, yuan } from "@shared/amount";
import type { Problem } from "@shared/problem";
import type { Card, TillSession } from "../api";
import { newNumber, type Kind } from "../numbers";
import { usePress } from "../press";
import type { Who } from "../sale";
import type { TenderKind } from "../sale-api";
import { noticed, refresh } from "../session";
import * as api from "../value-api";
import type { Place } from "./desk";
import type { Noticing } from "./notice";

/** What was done for somebody, as a slip says it. */
export interface Slip {
  title: string;
  lines: string[];
}

/** What is to be paid in, in fen, and what that gives. */
export interface Chosen {
  principal: number;
  rule?: { id: string; version: number };
  name: string;
  gifts: string[];
}

const NEEDS_APPROVAL = new Set(["gift_needs_approval", "refund_needs_approval", "approver_wrong"]);

/** 充值, 积分转储值, 付费升级, 退储值: what a till does with a card beside selling. */
export function useServing(clerk: TillSession, { hush, refuse }: Noticing, go: (to: Place) => void, moved: (level?: Card["level"]) => void) {
  const terminal = clerk.terminal.code;
  const who = shallowRef<Who | null>(null);
  const offers = shallowRef<api.RechargeOffer[] | null>(null);
  const topUps = shallowRef<api.TopUp[] | null>(null);
  const levels = shallowRef<api.LevelOnSale[] | null>(null);
  const sheets = shallowRef<{ mode: api.RefundMode; sheet: api.Sheet | Problem }[]>([]);
  const slip = shallowRef<Slip | null>(null);
  const state = reactive({
    tender: "cash" as TenderKind,
    number: "",
    chosen: null as Chosen | null,
    gift: undefined as number | undefined,
    topUp: null as api.TopUp | null,
    /** What waits for a permitted employee. */
    waiting: null as "topUp" | "giveBack" | null,
    wrong: "",
    ground: null as api.RefundMode | null,
  });

  function finish(title: string, lines: string[]): void {
    slip.value = { title, lines };
    state.waiting = null;
    moved();
    go("served");
  }

  /** A refusal; what needs somebody's permission asks for them. */
  function refused(problem: Problem, work: "topUp" | "giveBack", back: Place): void {
    if (!NEEDS_APPROVAL.has(problem.code)) {
      state.waiting = null;
      refuse(problem);
      if (problem.code === "recharge_rule_changed") return void showChanged();
      if (problem.code === "order_no_taken") state.number = newNumber(terminal, work === "topUp" ? "C" : "R");
      return go(back);
    }
    state.waiting = work;
    state.wrong = problem.code === "approver_wrong" ? problem.title : "";
    go("approve");
  }

  const toppingUp = usePress(
    api.topUp,
    ({ lines, top_up }) => finish("充值成功", [`单号 ${top_up.order_no}`, ...lines]),
    (problem) => refused(problem, "topUp", "topUp"),
  );
  const givingBack = usePress(
    api.refundTopUp,
    ({ sheet, balance, refund_no }) =>
      finish(`退还 ${sheet.amount_text}`, [`单号 ${refund_no}`, sheet.mode_text, ...sheet.steps, `储值余额 ${yuan(balance.total)}`]),
    (problem) => refused(problem, "giveBack", "giveBack"),
  );
  const converting = usePress(
    api.convert,
    (done) => finish("积分已转储值", [`${grouped(done.points)} 积分 → ${done.worth_text}`, `剩余积分 ${grouped(done.points_left)}`]),
    refuse,
  );
  const upgrading = usePress(
    api.upgrade,
    ({ level, why }) => {
      finish(`已升级为${level.name}`, [why]);
      moved(level);
    },
    (problem) => {
      // Another price, or a number that was used: both are new on the list.
      showUpgrade();
      refuse(problem);
    },
  );

  /** Reads a list; a failure is said and shows none. */
  async function read<T>(list: { value: T[] | null }, work: () => Promise<{ items: T[] }>): Promise<void> {
    list.value = null;
    try {
      list.value = (await work()).items;
    } catch (thrown) {
      refuse(noticed(thrown));
      list.value = [];
    }
  }

  function begin(place: Place, kind: Kind): void {
    hush();
    Object.assign(state, { chosen: null, gift: undefined, waiting: null, wrong: "", number: newNumber(terminal, kind) });
    go(place);
  }

  const card = () => who.value?.card.id ?? "";

  function open(next: Who): void {
    who.value = next;
    state.tender = "cash";
    void refresh();
    showTopUp();
  }

  function showTopUp(): void {
    begin("topUp", "C");
    void read(offers, () => api.offers(card()));
  }

  /** The rule is another by now: what it says is shown, to be confirmed or left. Nothing was paid in. */
  async function showChanged(): Promise<void> {
    const [id, whose] = [state.chosen?.rule?.id, card()];
    state.chosen = null;
    go("topUp");
    await read(offers, () => api.offers(card()));
    const now = offers.value?.find((offer) => offer.id === id);
    // Meanwhile the clerk may have typed an amount, or somebody else stands there.
    if (now?.usable && state.chosen === null && card() === whose) choose(now);
  }

  /** What a rule asks for and gives, as it is offered. */
  function choose({ principal, id, version, name, gift_lines: gifts }: api.RechargeOffer): void {
    Object.assign(state, { chosen: { principal, rule: { id, version }, name, gifts }, gift: undefined });
  }

  /** Rules with this in their names (RCH-06). */
  function seekOffers(name: string): void {
    hush();
    go("topUp");
    void read(offers, () => api.offers(card(), name));
  }

  function showGiveBack(): void {
    begin("giveBack", "R");
    void read(topUps, () => api.topUps(card()));
  }

  function showUpgrade(): void {
    begin("upgrade", "L");
    void read(levels, api.levelsOnSale);
  }

  const showConvert = () => begin("convert", "C");

  /** Every ground on which a top-up can be given back, with what would come out. */
  async function showGrounds(topUp: api.TopUp): Promise<void> {
    state.topUp = topUp;
    sheets.value = [];
    go("ground");
    const modes = ["cooling_off", "merchant_cause", "consumer_cause"] as const;
    sheets.value = await Promise.all(
      modes.map(async (mode) => ({ mode, sheet: await api.sheet(topUp.id, mode).catch(noticed) })),
    );
  }

  /** Asks for somebody who may, before the gateway would have to. */
  function needs(work: "topUp" | "giveBack"): void {
    Object.assign(state, { waiting: work, wrong: "" });
    go("approve");
  }

  function payIn(approver?: api.Approver): void {
    if (!state.chosen) return;
    if (state.gift !== undefined && !clerk.may.gift && !approver) return needs("topUp");
    const { principal, rule } = state.chosen;
    hush();
    void toppingUp.press({
      card: card(), order_no: state.number, principal, tender: state.tender,
      ...(rule === undefined ? {} : { rule: rule.id, rule_version: rule.version }),
      ...(state.gift === undefined ? {} : { gift: state.gift }),
      ...(approver && { approver }),
    });
  }

  function giveBack(approver?: api.Approver): void {
    if (!state.topUp || !state.ground) return;
    // The gateway takes the word of whoever may allow another gift, and of nobody else.
    if (!clerk.may.gift && !approver) return needs("giveBack");
    hush();
    void givingBack.press({ top_up: state.topUp.id, refund_no: state.number, mode: state.ground, ...(approver && { approver }) });
  }

  /** What somebody is asked to allow. */
  function effect(): string {
    if (state.waiting === "giveBack") {
      const sheet = sheets.value.find(({ mode }) => mode === state.ground)?.sheet;
      return sheet && !(sheet instanceof Error) ? `退储值，退还 ${sheet.amount_text}` : "退储值";
    }
    return `充值 ${yuan(state.chosen?.principal ?? 0)}，赠送改为 ${yuan(state.gift ?? 0)}`;
  }

  /** Somebody has typed their number: what waited goes on. */
  function approve(approver: api.Approver): void {
    if (state.waiting === "topUp") payIn(approver);
    else giveBack(approver);
  }

  return {
    who, offers, topUps, levels, sheets, slip, state, finish,
    presses: [toppingUp, givingBack, converting, upgrading],
    open, choose, showTopUp, seekOffers, showConvert, showUpgrade, showGiveBack, showGrounds, payIn, giveBack, approve, effect,
    convert: (scan: string, points: string) => void converting.press({ scan, points }),
    upgrade: ({ id, price }: api.LevelOnSale) =>
      void upgrading.press({ card: card(), level: id, order_no: state.number, tender: state.tender, paid: price }),
  };
}
