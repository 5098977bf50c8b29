import type { Theme } from "./types";

type Rgb = readonly [number, number, number];

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
/** The tinted grounds of app.wxss, by day and by night: what is readable on these is so on the plain ones. */
const PAGE: Rgb = [246, 238, 234];
const NIGHT: Rgb = [49, 42, 45];
/** WCAG 2 AA for body text. */
const READABLE = 4.5;

/** CSS variables for a merchant's colours, moved only as far as reading them needs; they go into `style`. */
export function look(theme: Theme | undefined): string {
  const [primary, from, to] = [theme?.primary, theme?.card_from, theme?.card_to].map(parse);
  if (!primary || !from || !to) return "";
  const ink = worst(WHITE, from, to) >= 2.4 ? WHITE : BLACK;
  const colours = {
    primary: readable(primary, WHITE),
    accent: readable(primary, PAGE),
    "accent-night": readable(primary, NIGHT),
    "card-from": readable(from, ink),
    "card-to": readable(to, ink),
    "card-ink": ink,
  };
  return Object.entries(colours).map(([name, rgb]) => `--shop-${name}:rgb(${rgb.join(",")})`).join(";");
}

/** Reads `#rrggbb`; anything else is nothing, and so cannot be more than a colour. */
function parse(text: string | undefined): Rgb | undefined {
  const digits = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text ?? "");
  if (!digits) return undefined;
  return [1, 2, 3].map((at) => parseInt(digits[at] ?? "0", 16)) as unknown as Rgb;
}

/** The colour, moved away from its ground step by step until one can be read on the other. */
function readable(colour: Rgb, ground: Rgb): Rgb {
  const towards = luminance(ground) > 0.18 ? BLACK : WHITE;
  for (let share = 0; share < 1; share += 0.05) {
    const moved = colour.map((value, at) => Math.round(value + ((towards[at] ?? 0) - value) * share)) as unknown as Rgb;
    if (contrast(moved, ground) >= READABLE) return moved;
  }
  return towards;
}

const worst = (ink: Rgb, from: Rgb, to: Rgb) => Math.min(contrast(ink, from), contrast(ink, to));

/** Contrast ratio of two colours, 1..=21 (WCAG 2, relative luminance). */
export function contrast(one: Rgb, other: Rgb): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: Rgb): number {
  const part = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const [red, green, blue] = colour.map((value) => part(value / 255)) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
