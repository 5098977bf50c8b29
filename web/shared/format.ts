const clock = (locale: string, day: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(locale, { timeZone: "Asia/Shanghai", year: "numeric", ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

const CLOCKS = {
  zh: clock("zh-CN", { month: "2-digit", day: "2-digit" }),
  en: clock("en-US", { month: "short", day: "numeric" }),
};

/** An RFC 3339 moment in China: `2026-11-22 09:05`, or `22 Nov 2026, 09:05`; what cannot be read is shown as it came. */
export function formatMoment(moment: string, language: "zh" | "en" = "zh"): string {
  const time = Date.parse(moment);
  if (Number.isNaN(time)) return moment;
  const parts = new Map(CLOCKS[language].formatToParts(time).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  const minute = `${part("hour")}:${part("minute")}`;
  if (language === "en") return `${part("day")} ${part("month")} ${part("year")}, ${minute}`;
  return `${part("year")}-${part("month")}-${part("day")} ${minute}`;
}
