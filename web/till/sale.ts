import type { Card, Member } from "./api";
import type { Quote, Receipt, TenderKind } from "./sale-api";
import { split, type Given, type Split } from "./tender";

/** What one wants to buy. */
export interface Line {
  /** `null` for what has no code. */
  goods: string | null;
  name: string;
  unit: string;
  price: number;
  quantity: number;
}

/** Who buys. */
export interface Who {
  member: Member;
  card: Card;
}

/** All that a price depends on. A changed cart is another object; so a quote is known by its cart. */
export interface Cart {
  lines: readonly Line[];
  who: Who | null;
  coupon: string | null;
  /** `auto`, or a number. */
  points: string | null;
}

export interface Sale {
  orderNo: string;
  stage: "open" | "paying" | "paid";
  cart: Cart;
  /** What the cart was before each change since it had a price, the last one last. */
  were: readonly Cart[];
  /** The line that is chosen. */
  at: number;
  /** What the gateway said last, and of which cart. */
  priced: { cart: Cart; quote: Quote } | null;
  /** The code that named the member, until a quote has taken it. */
  code: string | null;
  given: Given;
  way: TenderKind;
  /** With the cash that was handed over, and what goes back of it, in fen. */
  paid: { receipt: Receipt; cash: number; change: number } | null;
}

/** What a refused price is about: a line, counted from 0, or something else of the cart; else it is the last change. */
export type Blamed = number | "coupon" | "points" | "last";

export type Event =
  | { do: "add"; line: Line }
  | { do: "quantity"; thousandths: number }
  | { do: "step"; by: 1 | -1 }
  | { do: "drop" }
  | { do: "choose"; at: number }
  | { do: "serve"; who: Who; code: string | null }
  | { do: "guest" }
  | { do: "coupon"; id: string | null }
  | { do: "points"; points: string | null }
  | { do: "priced"; orderNo: string; cart: Cart; quote: Quote }
  | { do: "refused"; orderNo: string; cart: Cart; blamed: Blamed }
  | { do: "again" }
  | { do: "codeGone" }
  | { do: "renumber"; orderNo: string }
  | { do: "resumed"; quote: Quote }
  | { do: "pay" }
  | { do: "way"; kind: TenderKind }
  | { do: "give"; given: Given }
  | { do: "back" }
  | { do: "paid"; receipt: Receipt };

const EMPTY: Cart = { lines: [], who: null, coupon: null, points: null };
/** Most lines of one sale, and most of one line, in 1/1000: the gateway takes no more. */
const MOST_LINES = 100;
const MOST = 9_999_999;

export function newSale(orderNo: string): Sale {
  return { orderNo, stage: "open", cart: EMPTY, were: [], at: 0, priced: null, code: null, given: {}, way: "cash", paid: null };
}

/** Whether the price on the screen is that of this cart. */
export const isFresh = (sale: Sale) => sale.priced !== null && sale.priced.cart === sale.cart;

export const quoteOf = (sale: Sale): Quote | null => sale.priced?.quote ?? null;

/** How the money stands, of a sale that is being paid. */
export const standing = (sale: Sale): Split => split(quoteOf(sale)?.payable ?? 0, sale.given);

/** What happens next. What makes no sense now changes nothing. */
export function next(sale: Sale, event: Event): Sale {
  if (sale.stage === "open") return remembered(sale, open(sale, event)) ?? told(sale, event);
  if (sale.stage === "paying") return paying(sale, event);
  return sale;
}

/** What the clerk does; nothing, if it is the gateway that speaks. */
function open(sale: Sale, event: Event): Sale | undefined {
  const { cart, at } = sale;
  const line = cart.lines[at];
  switch (event.do) {
    case "add":
      return added(sale, event.line);
    case "quantity":
      return line ? withLine(sale, { ...line, quantity: event.thousandths }) : sale;
    case "step":
      return line ? withLine(sale, { ...line, quantity: line.quantity + event.by * 1000 }) : sale;
    case "drop":
      return line ? withLine(sale, { ...line, quantity: 0 }) : sale;
    case "choose":
      return { ...sale, at: Math.min(Math.max(0, event.at), Math.max(0, cart.lines.length - 1)) };
    case "serve":
      return { ...sale, code: event.code, cart: { ...cart, ...ofWhom(cart, event.who), who: event.who } };
    case "guest":
      return { ...sale, code: null, cart: { ...cart, who: null, coupon: null, points: null } };
    case "coupon":
      return cart.who ? { ...sale, cart: { ...cart, coupon: event.id } } : sale;
    case "points":
      return cart.who ? { ...sale, cart: { ...cart, points: event.points } } : sale;
    case "pay":
      return isFresh(sale) && cart.lines.length > 0 ? { ...sale, stage: "paying", given: {}, way: "cash" } : sale;
    default:
      return undefined;
  }
}

/** As it was before, for a change that has to be taken back. */
const remembered = (sale: Sale, now: Sale | undefined) =>
  now && now.cart !== sale.cart ? { ...now, were: [...sale.were, sale.cart] } : now;

/** What the gateway said. */
function told(sale: Sale, event: Event): Sale {
  switch (event.do) {
    case "priced":
      // A cart that was emptied meanwhile has no price, and the next sale none of the last one's.
      if (sale.cart.lines.length === 0 || event.orderNo !== sale.orderNo) return sale;
      return {
        ...sale,
        priced: { cart: event.cart, quote: event.quote },
        were: since(sale, event.cart),
        code: event.cart === sale.cart ? null : sale.code,
      };
    case "refused":
      // A newer cart gets an answer of its own.
      return event.cart === sale.cart && event.orderNo === sale.orderNo ? without(sale, event.blamed) : sale;
    case "again":
      return { ...sale, cart: { ...sale.cart } };
    case "codeGone":
      return { ...sale, code: null, cart: { ...sale.cart } };
    case "renumber":
      return { ...sale, orderNo: event.orderNo, cart: { ...sale.cart } };
    case "resumed":
      return resumed(event.quote);
    default:
      return sale;
  }
}

function paying(sale: Sale, event: Event): Sale {
  switch (event.do) {
    case "way":
      return { ...sale, way: event.kind };
    case "give": {
      const due = split(quoteOf(sale)?.payable ?? 0, event.given).left;
      // What is left is mostly paid in cash.
      return { ...sale, given: event.given, way: due > 0 && sale.way === "stored_value" ? "cash" : sale.way };
    }
    case "back":
      return { ...sale, stage: "open", given: {} };
    case "again":
      return told({ ...sale, stage: "open" }, event);
    case "paid":
      return { ...sale, stage: "paid", paid: { receipt: event.receipt, cash: sale.given.cash ?? 0, change: standing(sale).change } };
    default:
      return sale;
  }
}

function added(sale: Sale, line: Line): Sale {
  const { lines } = sale.cart;
  const same = lines.findIndex(({ goods }) => goods !== null && goods === line.goods);
  const was = lines[same];
  if (was) return withLine({ ...sale, at: same }, { ...was, quantity: was.quantity + line.quantity });
  if (lines.length >= MOST_LINES) return sale;
  return { ...sale, at: lines.length, cart: { ...sale.cart, lines: [...lines, line] } };
}

/** The chosen line as it is now; without a quantity it is gone. */
function withLine(sale: Sale, line: Line): Sale {
  if (line.quantity > MOST) return sale;
  const lines = sale.cart.lines.flatMap((other, at) => (at !== sale.at ? [other] : line.quantity > 0 ? [line] : []));
  if (lines.length === 0) return { ...sale, at: 0, priced: null, cart: { ...EMPTY, who: sale.cart.who } };
  return { ...sale, at: Math.min(sale.at, lines.length - 1), cart: { ...sale.cart, lines } };
}

/** Coupon and points are somebody's. */
const ofWhom = (cart: Cart, who: Who) =>
  cart.who?.card.id === who.card.id ? {} : { coupon: null, points: null };

function since({ cart, were }: Sale, priced: Cart): readonly Cart[] {
  if (priced === cart) return [];
  return were.slice(Math.max(0, were.indexOf(priced)));
}

/** The sale without what was refused, and with every other line. */
function without(sale: Sale, blamed: Blamed): Sale {
  const { cart, priced } = sale;
  const undone = blamed === "last";
  const left = undone ? (sale.were.at(-1) ?? { ...EMPTY, who: cart.who }) : cleared(cart, blamed);
  const isPriced = priced !== null && isSame(priced.cart, left);
  const chosen = left.lines.findIndex((line) => line === cart.lines[sale.at]);
  return {
    ...sale,
    cart: isPriced ? priced.cart : left,
    were: isPriced ? [] : undone ? sale.were.slice(0, -1) : sale.were.map((was) => cleared(was, blamed, cart)),
    at: chosen < 0 ? Math.min(sale.at, Math.max(0, left.lines.length - 1)) : chosen,
    priced: left.lines.length > 0 ? priced : null,
    code: null,
  };
}

/** This cart without what is blamed; a line is that of the cart that was `asked` for. */
function cleared(cart: Cart, blamed: Exclude<Blamed, "last">, asked = cart): Cart {
  if (blamed === "coupon" || blamed === "points") return { ...cart, [blamed]: null };
  const bad = asked.lines[blamed];
  return { ...cart, lines: cart.lines.filter((line) => line !== bad && (line.goods === null || line.goods !== bad?.goods)) };
}

const isSame = (one: Cart, other: Cart) =>
  one.who === other.who && one.coupon === other.coupon && one.points === other.points &&
  one.lines.length === other.lines.length && one.lines.every((line, at) => line === other.lines[at]);

/** What of a refused cart is no longer there, in words. */
export function takenOut(refused: Cart, left: Cart): string[] {
  const lines = refused.lines.filter((line) => !left.lines.includes(line));
  return [
    ...lines.map(({ goods, name }) => (left.lines.some((line) => goods !== null && line.goods === goods) ? `${name}的数量` : name)),
    ...(refused.who !== null && left.who === null ? ["会员"] : []),
    ...(refused.coupon !== null && left.coupon === null ? ["优惠券"] : []),
    ...(refused.points !== null && left.points === null ? ["积分"] : []),
  ];
}

/** A sale that waited, as it comes back priced anew. */
function resumed(quote: Quote): Sale {
  const { member } = quote;
  const cart: Cart = {
    lines: quote.lines.map(({ goods, name, unit, price, quantity }) => ({ goods, name, unit, price, quantity })),
    who: member && { member: member.member, card: member.card },
    coupon: quote.coupon?.id ?? null,
    points: quote.points?.points ?? null,
  };
  return { ...newSale(quote.order_no), cart, priced: { cart, quote } };
}
