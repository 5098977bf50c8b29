import { ref, watch } from "vue";
import type { Shape } from "./api";

const KEY = "kabao-office:members";

/** As a grid or as a table: each browser keeps to what was chosen in it. */
export const shape = ref<Shape>(kept());

watch(shape, (now) => {
  try {
    localStorage.setItem(KEY, now);
  } catch {
    // A browser that keeps nothing shows a table the next time.
  }
});

function kept(): Shape {
  try {
    return localStorage.getItem(KEY) === "grid" ? "grid" : "table";
  } catch {
    return "table";
  }
}
