/**
 * One press of a button. A request that is sent again before its outcome is certain keeps its `Idempotency-Key`, so that
 * pressing again after a lost answer cannot do the thing twice. Each place keeps its last request only: after A and B, A is
 * meant anew.
 */
const pending = new Map<string, { request: string; key: string }>();

/** A request is its method, its path and its body, with a blank between. */
export function keyFor(request: string): string {
  const place = placeOf(request);
  const kept = pending.get(place);
  if (kept?.request === request) return kept.key;
  const key = newKey();
  pending.set(place, { request, key });
  return key;
}

/** The answer was about the request itself: the next press is another one. */
export function settle(request: string): void {
  const place = placeOf(request);
  if (pending.get(place)?.request === request) pending.delete(place);
}

/** The path, whatever the method: removing a thing ends the wish to set it. Of cards and addresses only one is the first. */
const placeOf = (request: string) => (request.split(" ", 2)[1] ?? "").replace(/[^/]+(?=\/(primary|default)$)/, "{}");

/** Not a secret: it has to differ from the others of this shop, and that is all. */
function newKey(): string {
  const part = () => Math.random().toString(36).slice(2, 12).padEnd(10, "0");
  return `${Date.now().toString(36)}-${part()}${part()}`;
}
