/**
 * One press of a button. A request that is sent again before its outcome is certain keeps its `Idempotency-Key`, so that
 * pressing again after a lost answer cannot do the thing twice.
 */
const pending = new Map<string, string>();

export function keyFor(request: string): string {
  const known = pending.get(request);
  if (known) return known;
  const key = newKey();
  pending.set(request, key);
  return key;
}

/** The answer was about the request itself: the next press is another one. */
export function settle(request: string): void {
  pending.delete(request);
}

/** Not a secret: it has to differ from the others of this shop, and that is all. */
function newKey(): string {
  const part = () => Math.random().toString(36).slice(2, 12).padEnd(10, "0");
  return `${Date.now().toString(36)}-${part()}${part()}`;
}
