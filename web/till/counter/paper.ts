import { ref } from "vue";
import type { Key } from "./mode";

const KEPT_AS = "kabao.till.paper";
export type Width = 58 | 80;

/** Millimetres of the paper in this machine's printer. */
export const paperWidth = ref<Width>(kept());

function kept(): Width {
  try {
    return localStorage.getItem(KEPT_AS) === "80" ? 80 : 58;
  } catch {
    return 58; // Storage is switched off in this browser.
  }
}

function turn(): void {
  paperWidth.value = paperWidth.value === 58 ? 80 : 58;
  try {
    localStorage.setItem(KEPT_AS, String(paperWidth.value));
  } catch {
    // It is chosen again tomorrow.
  }
}

export const widthKey = (): Key => ({ key: "F4", label: `纸宽 ${paperWidth.value} mm`, press: turn });

/** The print stylesheet shows nothing but what is on paper. */
export const printPaper = () => print();
