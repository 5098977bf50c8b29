import { readonly, ref } from "vue";
import { ENGLISH } from "./words-en";

export type Language = "zh" | "en";

const KEPT_AS = "kabao:language";

const chosen = ref<Language>(remembered());

/** The language of the page's own words; the gateway's come as they come. */
export const language = readonly(chosen);

export function speak(wanted: Language): void {
  chosen.value = wanted;
  document.documentElement.lang = tag();
  try {
    localStorage.setItem(KEPT_AS, wanted);
  } catch {
    // It holds until the page is left.
  }
}

/** As `lang` and `Accept-Language` name it. */
export function tag(): string {
  return chosen.value === "en" ? "en" : "zh-CN";
}

/** Words in the chosen language. The Chinese ones are their own key; `{name}` stands for one of `values`. */
export function t(words: string, values: Record<string, string | number> = {}): string {
  const said = chosen.value === "en" ? (ENGLISH[words] ?? words) : words;
  return said.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

function remembered(): Language {
  try {
    return localStorage.getItem(KEPT_AS) === "en" ? "en" : "zh";
  } catch {
    return "zh";
  }
}
