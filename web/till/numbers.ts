/** Without those that are taken for one another on a thermal printer. */
const LETTERS = "ACDEFHJKLMNPRTUVWXY34679";

/** What a till numbers: sales, refunds, top-ups, levels sold and holds. */
export type Kind = "" | "R" | "C" | "L" | "H";

/** A number of this till's own, such as `T01-2611221030-K7Q`: shop's minute and a bit of chance. */
export function newNumber(terminal: string, kind: Kind = "", now = new Date(), chance = crypto.getRandomValues(new Uint8Array(3))): string {
  const minute = new Date(now.getTime() + 8 * 3_600_000).toISOString().replace(/\D/g, "").slice(2, 12);
  return `${terminal}-${kind}${minute}-${Array.from(chance, (byte) => LETTERS[byte % LETTERS.length]).join("")}`;
}

/** Whether this could be such a number of a sale. */
export const isSaleNumber = (text: string) => /^[A-Z0-9-]{1,40}-\d{10}-[A-Z0-9]{3}$/.test(text);
