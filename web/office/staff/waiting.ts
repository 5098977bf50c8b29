import { ref } from "vue";
import { may } from "../rights";
import { approvals } from "./approval-api";

/** How many requests wait for whoever is signed in, for the navigation; "20+" is as exact as one needs it. */
export const waiting = ref("");

/** Asked at every page and never in anybody's way: what cannot be asked is not shown. */
export async function countWaiting(): Promise<void> {
  if (!may("approve")) return;
  try {
    const { items, next } = await approvals("waiting");
    const others = items.filter(({ mine }) => !mine).length;
    waiting.value = others === 0 ? "" : `${others}${next === null ? "" : "+"}`;
  } catch {
    waiting.value = "";
  }
}
