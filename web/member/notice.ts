import { readonly, ref } from "vue";

const SHOWN_MS = 2_600;

const words = ref("");
let timer: ReturnType<typeof setTimeout> | undefined;

/** What `NoticeLine` shows now; empty for nothing. */
export const notice = readonly(words);

/** Says something in passing, on screen and to a screen reader. */
export function tell(text: string): void {
  clearTimeout(timer);
  words.value = text;
  timer = setTimeout(() => (words.value = ""), SHOWN_MS);
}
