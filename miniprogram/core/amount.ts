/** Digits in threes, of a whole number of things or of points as the wire writes them: `12,345`, `-1,234.5`. */
export function grouped(amount: number | string): string {
  const [whole = "", part] = String(amount).split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (part === undefined ? "" : `.${part}`);
}
