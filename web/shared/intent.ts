/**
 * One press of a button. Its `Idempotency-Key` stays the same while the outcome is unknown and the request unchanged,
 * so that pressing again after a lost answer cannot do the thing twice.
 */
export class Intent {
  private kept: { request: string; key: string } | undefined;

  /** The key for this request; a changed request is a new intent. */
  keyFor(request: string): string {
    if (this.kept?.request !== request) this.kept = { request, key: newKey() };
    return this.kept.key;
  }

  /** The server has answered for certain. */
  settle(): void {
    this.kept = undefined;
  }
}

/** 128 random bits as hex. `crypto.randomUUID` is missing on plain http and in old WebViews. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
