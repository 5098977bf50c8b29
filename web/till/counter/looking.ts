import { ref, shallowRef } from "vue";
import type { Problem } from "@shared/problem";
import { identify, type Identified } from "../api";
import { meaningOf, type Look, type Meaning } from "../meaning";
import { goodsLike, sales, type Goods, type SaleRow } from "../sale-api";
import { Scanner } from "../scan";
import { noticed } from "../session";

/** What something in the box turned out to be. */
export type Seen =
  | { kind: "member"; found: Identified; digits: string }
  | { kind: "goods"; goods: Goods }
  | { kind: "choice"; goods: Goods[] }
  | { kind: "receipt"; row: SaleRow }
  | { kind: "coupon"; digits: string }
  | { kind: "quantity"; thousandths: number }
  | { kind: "nothing"; text: string }
  | { kind: "refused"; problem: Problem };

type Wanted = Extract<Meaning, { kind: "look" }>;

/** Whether the gateway has said something about the scan itself. */
const isAnswered = (seen: Seen) =>
  seen.kind !== "refused" || !(seen.problem.outcomeUnknown || seen.problem.unauthenticated);

/** Finds out what was scanned or typed. Goods are looked up one after the other, none is left out; of members the newest counts. */
export function useLooking(show: (seen: Seen) => void, isLocked: () => boolean) {
  const busy = ref(0);
  const known = shallowRef(new Map<string, Goods>());
  const wanted = new Map<string, Wanted>();
  const people = new Scanner<Seen>((digits) => look(wanted.get(digits)!), (seen) => after(() => show(seen)), isAnswered);
  let queue = Promise.resolve();

  async function look(what: Wanted): Promise<Seen> {
    busy.value += 1;
    try {
      for (const where of what.where) {
        const seen = await among(where, what);
        if (seen) return seen;
      }
      return { kind: "nothing", text: what.text };
    } catch (thrown) {
      return { kind: "refused", problem: noticed(thrown) };
    } finally {
      busy.value -= 1;
    }
  }

  async function among(where: Look, { text, digits }: Wanted): Promise<Seen | undefined> {
    if (where === "coupon") return { kind: "coupon", digits };
    if (where === "member") return { kind: "member", found: await identify(digits), digits };
    if (where === "goods") return goods(/^\d+$/.test(digits) ? digits : text);
    const [row] = (await sales({ order_no: text.toUpperCase() })).items;
    return row && { kind: "receipt", row };
  }

  async function goods(text: string): Promise<Seen | undefined> {
    const met = known.value.get(text);
    if (met) return { kind: "goods", goods: met };
    const { items } = await goodsLike(text);
    const exact = items.find(({ code }) => code === text);
    const one = exact ?? (items.length === 1 && !/^\d+$/.test(text) ? items[0] : undefined);
    // Prices come with the quote; a code stands for the same goods all day.
    if (exact) known.value.set(text, exact);
    if (one) return { kind: "goods", goods: one };
    return items.length > 0 ? { kind: "choice", goods: items } : undefined;
  }

  function see(typed: string): void {
    const meaning = meaningOf(typed);
    if (meaning.kind === "nothing") return;
    if (meaning.kind === "quantity") return after(() => show(meaning));
    if (meaning.where.includes("goods")) return after(async () => show(await look(meaning)));
    // A locked till would only be refused again.
    if (isLocked()) return;
    wanted.clear();
    wanted.set(meaning.digits, meaning);
    void people.scan(meaning.digits);
  }

  /** What is about the lines waits until all that was scanned before is among them. */
  function after(work: () => void | Promise<void>): void {
    queue = queue.then(work).catch((thrown: unknown) => show({ kind: "refused", problem: noticed(thrown) }));
  }

  return { busy, see, after, forget: () => people.forget() };
}
