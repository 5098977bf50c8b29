import { en } from "./en";
import { zh } from "./zh";

/** The pages' own words; the gateway is asked for the same language. */
export type Words = typeof zh;
export type Language = "zh" | "en";

const KEPT = "language";

export const language = (): Language => (wx.getStorageSync<string>(KEPT) === "en" ? "en" : "zh");
export const words = (): Words => (language() === "en" ? en : zh);
export const speak = (language: Language): void => wx.setStorageSync(KEPT, language);
