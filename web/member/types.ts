/** The shapes of `/v1/member`, which the mini-program has in its own folder: there no file may come from outside. */
export type * from "../../miniprogram/core/types.ts";
