import { type Reactive, watch } from "vue";
import { tabMemory } from "./sign-in";

const KEEP_MS = 15 * 60_000;

/**
 * Keeps what was typed in this tab while the page goes to WeChat and back, or is thrown away while its owner reads
 * the SMS. Restores only fields of the same name and type. Returns how to forget.
 */
export function keepDraft<T extends object>(
  name: string,
  fields: Reactive<T>,
  memory: Pick<Storage, "getItem" | "setItem" | "removeItem"> | undefined = tabMemory(),
): () => void {
  const key = `kabao:draft:${name}`;
  Object.assign(fields, fitting(fields, read(memory, key)));
  const stop = watch(
    () => JSON.stringify({ at: Date.now(), fields }),
    (text) => attempt(() => memory?.setItem(key, text)),
    { flush: "sync" },
  );
  return () => {
    stop();
    attempt(() => memory?.removeItem(key));
  };
}

function read(memory: Pick<Storage, "getItem"> | undefined, key: string): object {
  const text = attempt(() => memory?.getItem(key));
  const kept = attempt(() => JSON.parse(text ?? "null") as { at?: unknown; fields?: unknown } | null);
  if (typeof kept?.at !== "number" || Date.now() - kept.at > KEEP_MS) return {};
  return typeof kept.fields === "object" && kept.fields !== null ? kept.fields : {};
}

function fitting<T extends object>(fields: T, kept: object): Partial<T> {
  const entries = Object.entries(kept).filter(
    ([name, value]) => name in fields && typeof value === typeof fields[name as keyof T],
  );
  return Object.fromEntries(entries) as Partial<T>;
}

function attempt<T>(step: () => T): T | undefined {
  try {
    return step();
  } catch {
    return undefined;
  }
}
