/** The pages' own words in English, by the Chinese ones. */
export const ENGLISH: Readonly<Record<string, string>> = {};
