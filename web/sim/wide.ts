import { onScopeDispose, ref } from "vue";

/** Whether a media query holds, as it changes. */
export function useWide(query: string) {
  const media = matchMedia(query);
  const holds = ref(media.matches);
  const update = () => (holds.value = media.matches);
  media.addEventListener("change", update);
  onScopeDispose(() => media.removeEventListener("change", update));
  return holds;
}
