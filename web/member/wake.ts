import { onScopeDispose } from "vue";

/** Keeps the screen from going dark while this page is in sight, where the browser can. */
export function keepScreenOn(): void {
  let lock: WakeLockSentinel | undefined;
  let left = false;

  async function take() {
    if (document.hidden || left || !("wakeLock" in navigator)) return;
    // Refused on a nearly empty battery, for example; then the screen goes by its own rules.
    lock = await navigator.wakeLock.request("screen").catch(() => undefined);
    if (left) void lock?.release();
  }

  // The browser lets go of it whenever the page is hidden.
  document.addEventListener("visibilitychange", take);
  onScopeDispose(() => {
    left = true;
    document.removeEventListener("visibilitychange", take);
    void lock?.release();
  });
  void take();
}
