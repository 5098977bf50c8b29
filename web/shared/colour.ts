/** Red, green and blue, 0..=255. */
export type Rgb = readonly [number, number, number];

/** WCAG 2 AA for body text. */
export const READABLE = 4.5;

/** Below this contrast a ground is too pale for white ink; above it, darkening the ground a little is enough. */
const LIGHT_INK = 2.4;

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
const INK: Rgb = [43, 33, 38];

/** Reads `#rrggbb`; anything else is `undefined`. */
export function parseColour(text: string): Rgb | undefined {
  const digits = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  if (!digits) return undefined;
  const [, red = "0", green = "0", blue = "0"] = digits;
  return [parseInt(red, 16), parseInt(green, 16), parseInt(blue, 16)];
}

export function colourText([red, green, blue]: Rgb): string {
  return `rgb(${red}, ${green}, ${blue})`;
}

/** Contrast ratio of two colours, 1..=21 (WCAG 2, relative luminance). */
export function contrast(one: Rgb, other: Rgb): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

/** The colour, moved away from `against` step by step until one can be read on the other. */
export function readableWith(against: Rgb, colour: Rgb): Rgb {
  const towards: Rgb = contrast(against, WHITE) < contrast(against, BLACK) ? BLACK : WHITE;
  for (let share = 0; share < 1; share += 0.05) {
    const moved = mix(colour, towards, share);
    if (contrast(moved, against) >= READABLE) return moved;
  }
  return towards;
}

/** The colour thinned with its ground; `share` of the colour stays. */
export function tint(colour: Rgb, share: number, ground: Rgb = WHITE): Rgb {
  return mix(ground, colour, share);
}

/** White or dark ink, whichever reads better over both ends of a gradient. */
export function inkOver(from: Rgb, to: Rgb): Rgb {
  const worst = (ink: Rgb) => Math.min(contrast(ink, from), contrast(ink, to));
  return worst(WHITE) >= LIGHT_INK || worst(WHITE) > worst(INK) ? WHITE : INK;
}

function mix(one: Rgb, other: Rgb, share: number): Rgb {
  const part = (index: 0 | 1 | 2) => Math.round(one[index] + (other[index] - one[index]) * share);
  return [part(0), part(1), part(2)];
}

function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
