const KEPT_AS = "kabao.till.terminal";

/** The code of the terminal this machine last signed in as. It is no secret; nothing else of the till is stored. */
export function rememberedTerminal(): string {
  try {
    return localStorage.getItem(KEPT_AS) ?? "";
  } catch {
    return ""; // Storage is switched off in this browser.
  }
}

export function rememberTerminal(code: string): void {
  try {
    localStorage.setItem(KEPT_AS, code);
  } catch {
    // The clerk types it again tomorrow.
  }
}
