/** A 预授权 that this machine made: the gateway has no list of them. It says of nobody whose it is. */
export interface KeptHold {
  id: string;
  order_no: string;
  /** In fen. */
  amount: number;
  expires_at: string;
}

const KEPT_AS = "kabao.till.holds";

/** Those that are not over yet, the newest first. */
export function keptHolds(now = Date.now()): KeptHold[] {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT_AS) ?? "[]") as KeptHold[];
    return kept.filter(({ expires_at }) => Date.parse(expires_at) > now);
  } catch {
    return []; // Storage is switched off in this browser, or holds something else.
  }
}

export const keepHold = ({ id, order_no, amount, expires_at }: KeptHold): void => write([{ id, order_no, amount, expires_at }, ...keptHolds()]);
export const dropHold = (id: string): void => write(keptHolds().filter((one) => one.id !== id));

function write(holds: KeptHold[]): void {
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify(holds));
  } catch {
    // The slip has the number.
  }
}
