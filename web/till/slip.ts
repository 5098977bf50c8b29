const AMOUNT = /^([^，→]*[^，→\s])\s+([-−]?¥[\d,.]+)$/;
const POINTS = /^(\S*积分\S*)\s+([\d,.]+)$/;

/** A line of a slip, and the amount that it ends with, to be set at its right edge; empty if it ends otherwise. */
export function columns(line: string): [what: string, sum: string] {
  const [, what = line, sum = ""] = AMOUNT.exec(line) ?? POINTS.exec(line) ?? [];
  return [what, sum];
}
