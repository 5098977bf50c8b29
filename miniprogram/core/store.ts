import type { Me, Session, Theme } from "./types";

/** What several pages know; the gateway knows it better. */
export const store: {
  session?: Session | undefined;
  me?: Me | undefined;
  /** The store whose code brought somebody here, until its coupons are shown. */
  wanted?: string | undefined;
} = {};

export const theme = (): Theme | undefined => store.me?.merchant.theme ?? store.session?.merchant.theme;
