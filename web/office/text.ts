const encoder = new TextEncoder();

/** Length in UTF-8, which WeChat counts in. */
export const bytesOf = (text: string) => encoder.encode(text).length;

/** Half-width columns: a Chinese character takes two. WeChat's client cuts menu names by this measure. */
export const columnsOf = (text: string) => [...text].reduce((sum, char) => sum + (char.codePointAt(0)! > 0x2e7f ? 2 : 1), 0);

const CLOCK = new Intl.DateTimeFormat("zh-CN", {
  timeZone: "Asia/Shanghai",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

/** `2026-11-22 09:30:05` in the merchant's zone. */
export function clockText(at: string): string {
  const part = Object.fromEntries(CLOCK.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
  return `${part.year}-${part.month}-${part.day} ${part.hour}:${part.minute}:${part.second}`;
}
