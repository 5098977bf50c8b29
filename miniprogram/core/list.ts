import { press, type Bare } from "./page";
import type { Page } from "./types";

export type List<T> = Page<T>;

/** Any page that shows a list; what else it has is its own. */
interface Listing<T> {
  data: Bare & List<T>;
  setData(data: Partial<Bare & List<T>>): void;
}

export const noList = <T>(): List<T> => ({ items: [], next: null });

/** The next part of a list, if there is one. */
export async function further<T>(page: Listing<T>, ask: (cursor: string) => Promise<Page<T>>): Promise<void> {
  const { next, items } = page.data;
  if (!next) return;
  await press(page, async () => {
    const more = await ask(next);
    page.setData({ items: [...items, ...more.items], next: more.next });
  });
}
