import { readonly, ref, shallowRef } from "vue";

export type Language = "zh" | "en";

const KEPT_AS = "kabao:language";

const spoken = ref<Language>("zh");
const dictionary = shallowRef<Readonly<Record<string, string>>>({});

/** The language of the page's own words, and of the gateway's from the next answer on. */
export const language = readonly(spoken);

/** Changes the language from here on, and for the next visits. */
export async function speak(wanted: Language): Promise<void> {
  // Most visitors never need it.
  if (wanted === "en") dictionary.value = (await import("./words-en")).ENGLISH;
  spoken.value = wanted;
  document.documentElement.lang = tag();
  try {
    localStorage.setItem(KEPT_AS, wanted);
  } catch {
    // It holds until the page is left.
  }
}

/** The language chosen on an earlier visit. */
export function remembered(): Language {
  try {
    return localStorage.getItem(KEPT_AS) === "en" ? "en" : "zh";
  } catch {
    return "zh";
  }
}

/** As `lang` and `Accept-Language` name it. */
export function tag(): string {
  return spoken.value === "en" ? "en" : "zh-CN";
}

/** Words in the language spoken. The Chinese ones are their own key; `{name}` stands for one of `values`. */
export function t(words: string, values: Record<string, string | number> = {}): string {
  const said = spoken.value === "en" ? (dictionary.value[words] ?? words) : words;
  return said.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
