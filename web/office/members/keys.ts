import { onBeforeUnmount, onMounted } from "vue";

const typing = (target: EventTarget | null) => target instanceof HTMLElement && target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");

/** Moves the focus along the links of a list; from anywhere else, to its first or last. */
export function step(links: readonly HTMLElement[], by: 1 | -1): void {
  const here = links.findIndex((link) => link === document.activeElement);
  const to = here < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(here + by, 0), links.length - 1);
  links[to]?.focus();
  links[to]?.scrollIntoView({ block: "nearest" });
}

/** `/` to search, `j` and `k` along the list; Enter opens a link by itself. Keys that are typed into something are nobody else's. */
export function useListKeys(links: () => HTMLElement[], search: () => void): void {
  function press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("[aria-modal=true]")) return;
    const deed = { "/": search, j: () => step(links(), 1), k: () => step(links(), -1) }[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  }
  onMounted(() => addEventListener("keydown", press));
  onBeforeUnmount(() => removeEventListener("keydown", press));
}
