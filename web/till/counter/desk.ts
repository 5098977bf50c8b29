import { computed, ref, shallowRef, watch } from "vue";
import type { Problem } from "@shared/problem";
import type { Card, Identified, TillSession } from "../api";
import { activateCoupon, sales, type Goods, type SaleRow } from "../sale-api";
import { usePress } from "../press";
import { isFresh, quoteOf } from "../sale";
import { noticed } from "../session";
import { useLooking, type Seen } from "./looking";
import { useNotice } from "./notice";
import { settle } from "./pay-modes";
import { useHolding } from "./holding";
import { useReturning } from "./returning";
import { useSelling, type Park } from "./selling";
import { useServing } from "./serving";
import { useShelf } from "./shelf";

/** What the counter is busy with. */
export type Place =
  | "sale" | "grid" | "picks" | "typed" | "sure" | "held"
  | "perks" | "pay" | "done"
  | "receipts" | "receipt" | "amount" | "reason" | "allow" | "refunded"
  | "holds" | "hold" | "capture"
  | "topUp" | "gift" | "convert" | "upgrade" | "giveBack" | "ground" | "approve" | "served";

/** Everything on one counter, and what its box means just now. */
export function useDesk(who: TillSession) {
  const place = ref<Place>("sale");
  /** The row that is chosen, of whichever list is shown. */
  const at = ref(0);
  const noticing = useNotice();
  const found = shallowRef<Identified | null>(null);
  const picks = shallowRef<Goods[]>([]);
  const held = shallowRef<SaleRow[] | null>(null);
  const selling = useSelling(who.terminal.code, said, ended);
  const returning = useReturning(who, noticing, (to) => go(to));
  const serving = useServing(who, noticing, (to) => go(to), moved);
  const holding = useHolding(who.terminal.code, noticing, (to) => go(to), serving.finish);
  const shelf = useShelf(noticing.refuse);
  const looking = useLooking(show, () => noticing.lockedFor.value > 0);
  const { sale, send } = selling;

  const activation = usePress(
    activateCoupon,
    (coupon) => {
      noticing.tell(`已激活：${coupon.title}，按 F9 使用`);
      if (found.value) found.value = { ...found.value, coupons: [...found.value.coupons, coupon] };
      // The price's answer lists what can be used.
      send({ do: "again" });
    },
    noticing.refuse,
  );

  function said(problem: Problem, taken: string[]): void {
    noticing.refuse(problem);
    if (taken.length > 0) noticing.also(`已撤回：${taken.join("、")}`);
  }

  function ended(how: "paid" | Park, orderNo: string): void {
    looking.forget();
    if (how === "paid") return go("done");
    found.value = null;
    go("sale");
    noticing.tell(how === "hold" ? `已挂单 ${orderNo}，按 F3 取单` : "本单已取消");
  }

  function go(to: Place): void {
    place.value = to;
    at.value = 0;
  }

  /** Runs what only reads; a failure is said. */
  async function reading<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await work;
    } catch (thrown) {
      noticing.refuse(noticed(thrown));
      return undefined;
    }
  }

  /** What fell out has to be scanned again or left: the goods that come next do not cover that. */
  const stays = ({ kind }: Seen) => kind === "goods" && noticing.notice.value?.problem === null && noticing.notice.value.next.length > 0;

  function show(seen: Seen): void {
    if (!stays(seen)) noticing.hush();
    if (seen.kind === "refused") return refused(seen);
    // What is scanned while money is taken can only be the code that it wants.
    if (place.value === "pay") return authorise(seen);
    if (seen.kind === "nothing") return void noticing.tell(`没有找到「${seen.text}」`, "look");
    if (seen.kind === "receipt") return void returning.open(seen.row.id, place.value === "receipts");
    if (seen.kind === "member") return serve(seen.found, seen.digits);
    if (seen.kind === "coupon") return activate(seen.digits);
    if (place.value !== "sale") go("sale");
    if (seen.kind === "quantity") send({ do: "quantity", thousandths: seen.thousandths });
    else if (seen.kind === "choice") {
      picks.value = seen.goods;
      go("picks");
    } else add(seen.goods);
  }

  function authorise(seen: Seen): void {
    if (seen.kind === "member" && seen.found.via === "code") settle({ sale, selling, ...noticing }, seen.digits);
    else noticing.tell("请扫会员手机上的会员码；要加商品先按 Esc", "look");
  }

  function refused({ problem }: Extract<Seen, { kind: "refused" }>): void {
    noticing.refuseScan(problem);
    if (sale.value.cart.lines.length === 0) guest();
  }

  function add({ id, name, unit, price }: Goods): void {
    send({ do: "add", line: { goods: id, name, unit, price, quantity: 1000 } });
  }

  function serve(next: Identified, digits: string): void {
    if (place.value === "receipts") return void returning.list({ card: next.card.id });
    found.value = next;
    send({ do: "serve", who: { member: next.member, card: next.card }, code: next.via === "code" ? digits : null });
  }

  /** What the card has is not what it was; nor, perhaps, its level. */
  function moved(level?: Card["level"]): void {
    const buyer = sale.value.cart.who;
    if (!level || !buyer) return send({ do: "again" });
    const card = { ...buyer.card, level };
    if (found.value) found.value = { ...found.value, card };
    send({ do: "serve", who: { ...buyer, card }, code: sale.value.code });
  }

  function guest(): void {
    found.value = null;
    send({ do: "guest" });
  }

  function activate(number: string): void {
    const member = sale.value.cart.who?.member.id;
    if (member) void activation.press({ member, number });
    else noticing.tell("这是纸质券号：请先扫会员码，再扫券", "look");
  }

  /** The counter as if nobody had stood here yet. */
  function clean(): void {
    found.value = null;
    noticing.hush();
    looking.forget();
    selling.fresh();
    go("sale");
  }

  async function showHeld(): Promise<void> {
    noticing.hush();
    held.value = null;
    go("held");
    held.value = (await reading(sales({ state: "held" })))?.items ?? [];
  }

  // A settle that was refused may lead back to the cart.
  watch(() => sale.value.stage, (stage) => stage === "open" && place.value === "pay" && go("sale"));

  return {
    who, place, at, ...noticing, found, picks, held, selling, returning, serving, holding, shelf, looking, sale, send,
    go, add, guest, clean, showHeld,
    quote: computed(() => quoteOf(sale.value)),
    fresh: computed(() => isFresh(sale.value)),
    hasLines: computed(() => sale.value.cart.lines.length > 0),
    /** Whichever press is on its way. */
    pressed: computed(() =>
      selling.pressed.value ?? [activation, ...returning.presses, ...serving.presses, ...holding.presses].find(({ state }) => state.busy),
    ),
  };
}

export type Desk = ReturnType<typeof useDesk>;
