import { computed, onScopeDispose, reactive, shallowRef } from "vue";
import { Intent } from "@shared/intent";
import { Problem } from "@shared/problem";
import { newNumber } from "../numbers";
import { isRefusal, usePatience, usePress, waitAfter } from "../press";
import { isFresh, newSale, next, quoteOf, takenOut, type Blamed, type Event, type Sale } from "../sale";
import { quoteAsk, settleAsk } from "../sale-asks";
import * as api from "../sale-api";
import { noticed } from "../session";

/** Refusals of a code that names somebody; the card is known without it. */
const CODE_GONE = new Set(["code_expired", "code_unknown", "code_used", "terminal_locked"]);
/** Refusals of a settle after which the price has to be looked at once more. */
const LOOK_AGAIN = new Set(["quote_changed", "quote_expired", "stored_value_insufficient", "balance_insufficient", "no_such_sale"]);
const NUMBER_TAKEN = new Set(["order_no_taken", "sale_of_another_till"]);

/** What the gateway has nothing against but a coupon, points or one line of the cart; else the last change is blamed. */
function blamedOf({ code, extra }: Problem, { cart }: Sale): Blamed {
  const line = {
    line_malformed: Number(extra.line) - 1,
    goods_off_sale: cart.lines.findIndex(({ goods, name }) => goods !== null && name === extra.name),
    no_such_goods: cart.lines.findIndex(({ goods }) => goods !== null && goods === extra.asked),
  }[code];
  if (line !== undefined && cart.lines[line]) return line;
  if (code.includes("coupon") && cart.coupon !== null) return "coupon";
  return code.startsWith("points_") && cart.points !== null ? "points" : "last";
}

/** 挂单 and 取消. */
export type Park = "hold" | "cancel";

/** The sale at this till: its price is asked for whenever its cart changes. `say` also hears what was taken out of it. */
export function useSelling(terminal: string, say: (problem: Problem, taken: string[]) => void, ended: (how: "paid" | Park, orderNo: string) => void) {
  const sale = shallowRef<Sale>(newSale(newNumber(terminal)));
  const pricing = reactive({ busy: false, slow: false });
  const intent = new Intent();
  const { wait } = usePatience();
  let gone = false;
  /** Names of what was taken out since the last price: one notice covers the other. */
  let taken: string[] = [];
  onScopeDispose(() => (gone = true));

  function send(event: Event): void {
    sale.value = next(sale.value, event);
    void price();
  }

  const wants = ({ stage, cart }: Sale) => stage === "open" && cart.lines.length > 0 && !isFresh(sale.value);

  /** One request at a time, about the newest cart. A price moves nothing, so a lost one is simply asked for again. */
  async function price(): Promise<void> {
    if (pricing.busy) return;
    pricing.busy = true;
    for (let tries = 1; wants(sale.value) && !gone; ) tries = (await ask(tries)) ? 1 : tries + 1;
    pricing.busy = pricing.slow = false;
  }

  /** Whether there was an answer. */
  async function ask(tries: number): Promise<boolean> {
    const asked = sale.value;
    try {
      const quote = await api.quote(quoteAsk(asked), intent);
      sale.value = next(sale.value, { do: "priced", orderNo: asked.orderNo, cart: asked.cart, quote });
      taken = [];
      pricing.slow = false;
      return true;
    } catch (thrown) {
      const problem = noticed(thrown);
      // Whatever is wrong with the last sale is nothing to this one.
      if (asked.orderNo !== sale.value.orderNo) return true;
      if (isRefusal(problem, true) || CODE_GONE.has(problem.code)) {
        refused(problem, asked);
        return true;
      }
      pricing.slow = true;
      await wait(waitAfter(tries, problem));
      return false;
    }
  }

  function refused(problem: Problem, asked: Sale): void {
    const { orderNo, cart, code } = asked;
    const tell = (event: Event) => (sale.value = next(sale.value, event));
    if (NUMBER_TAKEN.has(problem.code)) return void tell({ do: "renumber", orderNo: newNumber(terminal) });
    if (code !== null && CODE_GONE.has(problem.code)) return void tell({ do: "codeGone" });
    // A newer cart gets an answer of its own, and a notice with it.
    if (sale.value.cart !== cart) return;
    tell({ do: "refused", orderNo, cart, blamed: blamedOf(problem, asked) });
    taken.push(...takenOut(cart, sale.value.cart));
    say(problem, taken);
  }

  function fresh(): void {
    taken = [];
    sale.value = newSale(newNumber(terminal));
  }

  const settling = usePress(
    api.settle,
    (receipt) => {
      send({ do: "paid", receipt });
      ended("paid", receipt.order_no);
    },
    (problem) => {
      say(problem, []);
      if (LOOK_AGAIN.has(problem.code)) send({ do: "again" });
    },
  );

  /** Pays, if nothing is left to be put down. */
  function settle(code: string | null): void {
    const asked = settleAsk(sale.value, code);
    if (asked) void settling.press(asked);
  }

  const parking = usePress(({ id, to }: { id: string; to: Park }, key) => api[to](id, key), (_done, { to }) => parked(to), (problem) => say(problem, []));

  function parked(to: Park): void {
    const { orderNo } = sale.value;
    fresh();
    ended(to, orderNo);
  }

  /** The sale goes away, at the gateway too if it knows it. */
  function park(to: Park): void {
    const quote = quoteOf(sale.value);
    if (quote) void parking.press({ id: quote.sale, to });
    else parked(to);
  }

  const resuming = usePress(api.resume, (quote) => send({ do: "resumed", quote }), (problem) => say(problem, []));

  return {
    sale,
    pricing,
    send,
    fresh,
    settle,
    park,
    resume: resuming.press,
    settling,
    /** Whichever press is on its way. */
    pressed: computed(() => [settling, parking, resuming].find(({ state }) => state.busy)),
  };
}

export type Selling = ReturnType<typeof useSelling>;
