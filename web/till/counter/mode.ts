/** A key that the bar at the foot shows and that a finger may press, too. */
export interface Key {
  /** As `KeyboardEvent.key` says it. */
  key: string;
  label: string;
  press(): void;
  off?: boolean;
}

/** What the box, the arrows and the function keys do just now. Every screen of the counter is one of these. */
export interface Mode {
  /** What the box asks for. */
  ask: string;
  keys: Key[];
  /** Enter, with what the box held. */
  enter(text: string): void;
  /** An arrow, up or down. */
  move(by: 1 | -1): void;
  /** An arrow, left or right, in an empty box. */
  turn?(by: 1 | -1): void;
  /** `+`, `-` or `Delete` in an empty box. */
  other?: ((key: "+" | "-" | "Delete") => void) | undefined;
  /** Esc. */
  back(): void;
}

/** The place `by` further in a list of so many, as far as it goes. */
export const walked = (at: number, by: number, length: number) => Math.max(0, Math.min(at + by, length - 1));
