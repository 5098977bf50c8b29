import { computed, onScopeDispose, reactive, shallowRef } from "vue";
import { Intent } from "@shared/intent";
import { Problem } from "@shared/problem";
import { newNumber } from "../numbers";
import { isRefusal, usePatience, usePress, waitAfter } from "../press";
import { isFresh, newSale, next, quoteAsk, quoteOf, settleAsk, type Event, type Sale } from "../sale";
import * as api from "../sale-api";
import { noticed } from "../session";

/** Refusals of a code that names somebody; the card is known without it. */
const CODE_GONE = new Set(["code_expired", "code_unknown", "code_used", "terminal_locked"]);
/** Refusals of a settle after which the price has to be looked at once more. */
const LOOK_AGAIN = new Set(["quote_changed", "quote_expired", "stored_value_insufficient", "balance_insufficient", "no_such_sale"]);
const NUMBER_TAKEN = new Set(["order_no_taken", "sale_of_another_till"]);

/** 挂单 and 取消. */
export type Park = "hold" | "cancel";

/** The sale at this till: its price is asked for whenever its cart changes. */
export function useSelling(terminal: string, say: (problem: Problem) => void, ended: (how: "paid" | Park, orderNo: string) => void) {
  const sale = shallowRef<Sale>(newSale(newNumber(terminal)));
  const pricing = reactive({ busy: false, slow: false });
  const intent = new Intent();
  const { wait } = usePatience();
  let gone = false;
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
      sale.value = next(sale.value, { do: "priced", cart: asked.cart, quote });
      pricing.slow = false;
      return true;
    } catch (thrown) {
      const problem = noticed(thrown);
      if (isRefusal(problem, true) || CODE_GONE.has(problem.code)) {
        sale.value = next(sale.value, afterRefusal(problem, asked));
        return true;
      }
      pricing.slow = true;
      await wait(waitAfter(tries, problem));
      return false;
    }
  }

  function afterRefusal(problem: Problem, asked: Sale): Event {
    if (NUMBER_TAKEN.has(problem.code)) return { do: "renumber", orderNo: newNumber(terminal) };
    if (asked.code !== null && CODE_GONE.has(problem.code)) return { do: "codeGone" };
    say(problem);
    return { do: "refused", cart: asked.cart };
  }

  function fresh(): void {
    sale.value = newSale(newNumber(terminal));
  }

  const settling = usePress(
    api.settle,
    (receipt) => {
      send({ do: "paid", receipt });
      ended("paid", receipt.order_no);
    },
    (problem) => {
      say(problem);
      if (LOOK_AGAIN.has(problem.code)) send({ do: "again" });
    },
  );

  /** Pays, if nothing is left to be put down. */
  function settle(code: string | null): void {
    const asked = settleAsk(sale.value, code);
    if (asked) void settling.press(asked);
  }

  const parking = usePress(({ id, to }: { id: string; to: Park }, key) => api[to](id, key), (_done, { to }) => parked(to), say);

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

  const resuming = usePress(api.resume, (quote) => send({ do: "resumed", quote }), say);

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
