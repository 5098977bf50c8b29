import { reactive } from "vue";
import { yuan } from "@shared/amount";
import type { Problem } from "@shared/problem";
import { newNumber } from "../numbers";
import { usePress } from "../press";
import * as api from "../value-api";
import type { Place } from "./desk";
import type { Noticing } from "./notice";
import { usePages } from "./pages";

/** How long a 预授权 lasts that nobody captures, in minutes. */
export const LASTS_MIN = 120;

/** 预授权: stored value is set aside, and later taken, in part or whole, or given free again. */
export function useHolding(terminal: string, { hush, refuse }: Noticing, go: (to: Place) => void, finish: (title: string, lines: string[]) => void) {
  /** Those of this store that are open. */
  const { rows, next, load, more } = usePages(api.openHolds, refuse);
  const state = reactive({ amount: 0, number: "", hold: null as api.OpenHold | null });

  const making = usePress(
    api.hold,
    (made, { order_no }) => {
      finish(`预授权 ${yuan(made.amount)}`, [`单号 ${order_no}`, `${LASTS_MIN / 60} 小时内有效，不扣款就自动取消`, `还能用的储值 ${yuan(made.balance.total)}`]);
    },
    (problem) => {
      if (problem.code === "order_no_taken") state.number = newNumber(terminal, "H");
      refuse(problem);
    },
  );
  const ended = (title: string) => (done: api.Hold) => {
    finish(`${title} ${yuan(done.captured)}`, [`单号 ${state.hold?.order_no ?? ""}`, done.state_text, `储值余额 ${yuan(done.balance.total)}`]);
  };
  const over = (problem: Problem) => {
    open();
    refuse(problem);
  };
  const capturing = usePress(api.capture, ended("预授权扣款"), over);
  const releasing = usePress(api.release, ended("预授权已取消，扣款"), over);

  function open(): void {
    hush();
    go("holds");
    void load();
  }

  function begin(): void {
    hush();
    Object.assign(state, { amount: 0, number: newNumber(terminal, "H") });
    go("hold");
  }

  function choose(hold: api.OpenHold): void {
    hush();
    state.hold = hold;
    go("capture");
  }

  return {
    rows, next, state, more, presses: [making, capturing, releasing], open, begin, choose,
    make: (scan: string) => void making.press({ scan, amount: state.amount, order_no: state.number, minutes: LASTS_MIN }),
    capture: (id: string, amount?: number) => void capturing.press({ id, ...(amount === undefined ? {} : { amount }) }),
    release: (id: string) => void releasing.press({ id }),
  };
}
