// What a sale asks of the gateway, and which money it may be paid with.
import { quoteOf, standing, type Line, type Sale } from "./sale";
import type { LineAsk, QuoteAsk, SettleAsk, TenderKind } from "./sale-api";
import { WAYS } from "./tender";

/** What is asked to be priced. */
export function quoteAsk({ orderNo, cart, code }: Sale): QuoteAsk {
  const { who, coupon, points } = cart;
  return {
    order_no: orderNo,
    ...(who && (code === null ? { card: who.card.id } : { scan: code })),
    lines: cart.lines.map(lineAsk),
    ...(coupon === null ? {} : { coupon }),
    ...(points === null ? {} : { points }),
  };
}

const lineAsk = ({ goods, name, price, quantity }: Line): LineAsk =>
  goods === null ? { name, price, quantity } : { goods, quantity };

/** Whether somebody's balance pays, of whom only a number was seen. */
export function needsCode(sale: Sale): boolean {
  const quote = quoteOf(sale);
  if (!quote?.member || quote.member.code_shown) return false;
  return quote.coupon !== null || quote.points !== null || (sale.given.stored_value ?? 0) > 0;
}

/** What is paid; nothing, while something is left to be. */
export function settleAsk(sale: Sale, code: string | null): SettleAsk | null {
  const quote = quoteOf(sale);
  const { left, tenders } = standing(sale);
  if (sale.stage !== "paying" || !quote || left > 0) return null;
  return { sale: quote.sale, hash: quote.hash, tenders, ...(code === null ? {} : { code }) };
}

/** The next way to pay, up or down the list; stored value only where there is some. */
export function otherWay(sale: Sale, by: number): TenderKind {
  const ways = waysOf(sale).map(({ kind }) => kind);
  return ways[Math.min(Math.max(0, ways.indexOf(sale.way) + by), ways.length - 1)] ?? "cash";
}

export const waysOf = (sale: Sale) =>
  WAYS.filter(({ kind }) => kind !== "stored_value" || (quoteOf(sale)?.member?.stored_value ?? 0) > 0);
