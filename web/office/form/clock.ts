/** `2026-11-22T15:05` of a clock in China, as a moment. */
export const momentOf = (local: string) => new Date(`${local}:00+08:00`).toISOString();

/** A moment as a clock in China shows it, for a field that takes date and time. */
export const localOf = (moment: string | number) => new Date(new Date(moment).getTime() + 8 * 3_600_000).toISOString().slice(0, 16);
