import { forgetCode } from "./code";
import { Problem } from "./problem";
import { theme, store } from "./store";
import { look } from "./theme";
import { words, type Words } from "./words";

/** What a page shows instead of its content, or its content. */
export type State = "loading" | "ready" | "failed";

/** What every page has beside its own data. */
export interface Bare {
  t: Words;
  look: string;
  state: State;
  problem: Problem | null;
  busy: boolean;
}

/** Any page, as far as the helpers below are concerned. */
interface Dressed {
  data: Bare;
  setData(data: Partial<Bare>): void;
}

export const bare = (): Bare => ({ t: words(), look: look(theme()), state: "loading", problem: null, busy: false });

/** Puts on the member's language and the merchant's colours, which may have changed since the program began. */
export function dress(page: Dressed, title: keyof Words["title"]): void {
  page.setData({ t: words(), look: look(theme()) });
  wx.setNavigationBarTitle({ title: words().title[title] });
}

/** Fills a page, or says why it stays empty. What is shown already stays, and the reason is said in passing. */
export async function load(page: Dressed, fill: () => Promise<void>): Promise<void> {
  if (page.data.state === "failed") page.setData({ state: "loading", problem: null });
  try {
    await fill();
    page.setData({ state: "ready", problem: null, look: look(theme()) });
  } catch (thrown) {
    const problem = Problem.from(thrown);
    if (problem.code === "not_a_member") return welcome();
    if (page.data.state === "ready") say(problem.title);
    else page.setData({ state: "failed", problem });
  } finally {
    wx.stopPullDownRefresh();
  }
}

/** Does what a button says, once at a time; what is wrong is shown beside the button. Whether it went well. */
export async function press(page: Dressed, act: () => Promise<void>): Promise<boolean> {
  if (page.data.busy) return false;
  page.setData({ busy: true, problem: null });
  try {
    await act();
    return true;
  } catch (thrown) {
    const problem = Problem.from(thrown);
    if (problem.code === "not_a_member") welcome();
    else page.setData({ problem });
    return false;
  } finally {
    page.setData({ busy: false });
  }
}

/** For those who are not a member of this shop, or no longer. */
export function welcome(): void {
  store.me = undefined;
  store.session = undefined;
  forgetCode();
  wx.reLaunch({ url: "/pages/welcome/welcome" });
}

export function say(words: string, icon: "none" | "success" = "none"): void {
  wx.showToast({ title: words, icon, duration: 2200 });
}

/** Whether somebody means it. */
export async function sure(title: string, content: string, confirmText: string): Promise<boolean> {
  const t = words().common;
  const { confirm } = await wx.showModal({ title, content, confirmText, cancelText: t.cancel });
  return confirm;
}

/** `{n}` and the like, filled in. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
