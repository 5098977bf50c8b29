import { colourText, inkOver, parseColour, type Rgb, readableWith, tint } from "@shared/colour";
import type { Theme } from "./types";

/** What lies behind the words: `--page` by day, `--sheet` by night, and how much of a colour its wash has. */
const DAY = { ground: [251, 247, 244] as Rgb, white: [255, 255, 255] as Rgb, share: 0.1 };
const NIGHT = { ground: [34, 29, 32] as Rgb, white: [34, 29, 32] as Rgb, share: 0.18 };

/** CSS variables for a merchant's colours, moved only as far as reading them needs. Colours that are not `#rrggbb` are left out. */
export function themeVariables(theme: Theme, dark = false): Record<string, string> {
  return { ...primaryVariables(theme, dark ? NIGHT : DAY), ...cardVariables(theme) };
}

function primaryVariables(theme: Theme, { ground, white, share }: typeof DAY): Record<string, string> {
  const primary = parseColour(theme.primary);
  if (!primary) return {};
  const onPrimary = parseColour(theme.on_primary) ?? inkOver(primary, primary);
  const wash = tint(primary, share, white);
  return {
    "--primary": colourText(readableWith(onPrimary, primary)),
    "--on-primary": colourText(onPrimary),
    "--accent": colourText(readableWith(wash, readableWith(ground, primary))),
    "--wash": colourText(wash),
  };
}

/** The face of a card: its gradient and the ink on it. */
export function cardVariables(theme: Theme): Record<string, string> {
  const from = parseColour(theme.card_from);
  const to = parseColour(theme.card_to);
  if (!from || !to) return {};
  const ink = inkOver(from, to);
  return {
    "--card-from": colourText(readableWith(ink, from)),
    "--card-to": colourText(readableWith(ink, to)),
    "--card-ink": colourText(ink),
  };
}

let worn: Theme | undefined;
const night = window.matchMedia?.("(prefers-color-scheme: dark)");

export function applyTheme(theme: Theme): void {
  worn = theme;
  const style = document.documentElement.style;
  for (const [name, value] of Object.entries(themeVariables(theme, night?.matches))) style.setProperty(name, value);
}

// `change` listeners are missing from old WebViews, which know no dark mode either.
night?.addEventListener?.("change", () => worn && applyTheme(worn));
