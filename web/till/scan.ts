/** Longer input is no code at all; the rest of it is not worth sending. */
const LONGEST = 64;

/** Digits of our own codes and cards: at this length a scan needs no Enter. */
export const WHOLE_CODE = 18;

/** A scanner whose trigger is held reads the same code again within this time, in milliseconds. */
const ECHO_MS = 1_500;

/** Half-width characters without blanks, dashes or control characters. Whether it is a code, the gateway says. */
export const normalise = (text: string) => bare(text).slice(0, LONGEST);

const bare = (text: string) => halfWidth(text).replace(/[\s\p{Cc}\p{Cf}\p{Pd}]/gu, "");

/** Whether a phone, a card or a code may be in this text: it must not end up in an address. */
export const holdsNumber = (text: string) => /\d{11}/.test(bare(text));

/** Turns `１２３ＡＢ` into `123AB`; other characters stay. */
export function halfWidth(text: string): string {
  return text.replace(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
}

/** A complete 18-digit code, as a scanner without an Enter suffix or a paste leaves it. */
export const isWholeCode = (digits: string) => digits.length === WHOLE_CODE && /^\d+$/.test(digits);

/**
 * Sends scans one at a time. The same digits again, on their way or just answered, are an echo and are dropped;
 * other digits wait their turn, and only the newest of them is sent. Nothing outlives the answer but the echo guard,
 * and not even that when nobody answered.
 */
export class Scanner<Answer> {
  private onItsWay: string | undefined;
  private waiting: string | undefined;
  private last: { digits: string; at: number } | undefined;

  constructor(
    private readonly send: (digits: string) => Promise<Answer>,
    private readonly show: (answer: Answer) => void,
    private readonly isAnswered: (answer: Answer) => boolean,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Resolves when nothing is on its way any more. `send` must not reject. */
  async scan(digits: string): Promise<void> {
    if (digits === "" || this.echoes(digits)) return;
    if (this.onItsWay !== undefined) {
      this.waiting = digits;
      return;
    }
    let next: string | undefined = digits;
    while (next !== undefined) {
      this.onItsWay = next;
      this.waiting = undefined;
      const answer = await this.send(next);
      this.last = this.isAnswered(answer) ? { digits: next, at: this.now() } : undefined;
      next = this.waiting;
      // A newer scan is about another person: its answer is the one to show.
      if (next === undefined) this.show(answer);
    }
    this.onItsWay = undefined;
  }

  /** The clerk cleared the screen: the same code may be asked again at once. */
  forget(): void {
    this.last = undefined;
  }

  private echoes(digits: string): boolean {
    if (this.onItsWay !== undefined) return digits === (this.waiting ?? this.onItsWay);
    return this.last?.digits === digits && this.now() - this.last.at < ECHO_MS;
  }
}
