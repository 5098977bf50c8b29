import { describe, expect, it } from "vitest";
import { isWholeCode, normalise, Scanner } from "./scan";

describe("normalising a scan", () => {
  it.each([
    ["881234567890123456", "881234567890123456", "digits stay"],
    ["８８１２ ３４５６　７８９０", "881234567890", "full-width digits and blanks (D14)"],
    [" 138-0000-0001\r\n", "13800000001", "a scanner's CR LF and a phone's dashes"],
    ["\u00008812\u200b34\u001d", "881234", "NUL, group separator and zero-width space (D14)"],
    ["ａｂc😀", "abc😀", "letters stay for the gateway to refuse"],
    ["", "", "nothing"],
  ])("%j becomes %j: %s", (typed, sent) => {
    expect(normalise(typed)).toBe(sent);
  });

  it("cuts endless garbage (D14)", () => {
    expect(normalise("9".repeat(5_000))).toHaveLength(64);
  });

  it.each([
    ["881234567890123456", true],
    ["88123456789012345", false],
    ["8812345678901234567", false],
    ["88123456789012345x", false],
  ])("takes %s for a whole code: %s", (digits, whole) => {
    expect(isWholeCode(digits)).toBe(whole);
  });
});

/** A gateway whose answers come when the test says so. */
function counter(isAnswered = true) {
  const asked: string[] = [];
  const shown: string[] = [];
  const answers: Array<() => void> = [];
  const clock = { ms: 0 };
  const scanner = new Scanner<string>(
    (digits) => {
      asked.push(digits);
      return new Promise((resolve) => answers.push(() => resolve(`member of ${digits}`)));
    },
    (answer) => shown.push(answer),
    () => isAnswered,
    () => clock.ms,
  );
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { scanner, asked, shown, clock, answer: async () => (answers.shift()?.(), settled()) };
}

describe("one scan is one request", () => {
  it("drops the same code while it is on its way", async () => {
    const { scanner, asked, shown, answer } = counter();
    void scanner.scan("A");
    void scanner.scan("A");
    await answer();
    expect(asked).toEqual(["A"]);
    expect(shown).toEqual(["member of A"]);
  });

  it("drops the echo of a held trigger, and asks again later", async () => {
    const { scanner, asked, clock, answer } = counter();
    void scanner.scan("A");
    await answer();
    clock.ms = 1_499;
    void scanner.scan("A");
    expect(asked).toEqual(["A"]);
    clock.ms = 1_500;
    void scanner.scan("A");
    expect(asked).toEqual(["A", "A"]);
  });

  it("asks again at once when nobody answered", async () => {
    const { scanner, asked, shown, answer } = counter(false);
    void scanner.scan("A");
    void scanner.scan("A");
    await answer();
    expect(shown).toHaveLength(1);
    void scanner.scan("A");
    expect(asked).toEqual(["A", "A"]);
  });

  it("asks again at once after the screen was cleared", async () => {
    const { scanner, asked, answer } = counter();
    void scanner.scan("A");
    await answer();
    scanner.forget();
    void scanner.scan("A");
    expect(asked).toEqual(["A", "A"]);
  });

  it("sends the newest of those who wait, and shows that one alone", async () => {
    const { scanner, asked, shown, answer } = counter();
    void scanner.scan("A");
    void scanner.scan("B");
    void scanner.scan("C");
    void scanner.scan("C");
    expect(asked).toEqual(["A"]);
    await answer();
    expect(asked).toEqual(["A", "C"]);
    await answer();
    expect(shown).toEqual(["member of C"]);
  });

  it("does not send an empty box", () => {
    const { scanner, asked } = counter();
    void scanner.scan("");
    expect(asked).toEqual([]);
  });
});
