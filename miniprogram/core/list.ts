import { press, type Bare } from "./page";
import type { Page } from "./types";

export type List<T> = Page<T>;

/** Any page that shows a list; what else it has is its own. */
interface Listing<T> {
  data: Bare & List<T>;
  setData(data: Partial<Bare & List<T>>): void;
  /** From the beginning for an empty cursor. */
  ask(cursor: string): Promise<Page<T>>;
}

export const noList = <T>(): List<T> => ({ items: [], next: null });

/** What pulling a list down and reaching its end do. The page says how a part of it is asked for. */
export const listing = {
  onPullDownRefresh(this: { reload(): Promise<void> }) {
    void this.reload();
  },
  onReachBottom(this: { more(): Promise<void> }) {
    void this.more();
  },
  /** The next part, if there is one. */
  async more<T>(this: Listing<T>): Promise<void> {
    const { next, items } = this.data;
    if (!next) return;
    await press(this, async () => {
      const more = await this.ask(next);
      this.setData({ items: [...items, ...more.items], next: more.next });
    });
  },
};
