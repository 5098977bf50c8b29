import { colourText, inkOver, parseColour, type Rgb, readableWith, tint } from "@shared/colour";
import type { Theme } from "./types";

const PAGE: Rgb = [251, 247, 244];

/** CSS variables for a merchant's colours, moved only as far as reading them needs. Colours that are not `#rrggbb` are left out. */
export function themeVariables(theme: Theme): Record<string, string> {
  return { ...primaryVariables(theme), ...cardVariables(theme) };
}

function primaryVariables(theme: Theme): Record<string, string> {
  const primary = parseColour(theme.primary);
  if (!primary) return {};
  const onPrimary = parseColour(theme.on_primary) ?? inkOver(primary, primary);
  const wash = tint(primary, 0.1);
  return {
    "--primary": colourText(readableWith(onPrimary, primary)),
    "--on-primary": colourText(onPrimary),
    "--accent": colourText(readableWith(wash, readableWith(PAGE, primary))),
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

export function applyTheme(theme: Theme): void {
  const style = document.documentElement.style;
  for (const [name, value] of Object.entries(themeVariables(theme))) style.setProperty(name, value);
}
