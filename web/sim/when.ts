const two = (number: number) => String(number).padStart(2, "0");

export function clock(date: Date) {
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** As a chat shows it: today only the time, else the day too. */
export function when(at: string, now = new Date()) {
  const date = new Date(at);
  if (date.toDateString() === now.toDateString()) return clock(date);
  return `${date.getMonth() + 1}月${date.getDate()}日 ${clock(date)}`;
}

export function seconds(at: string) {
  const date = new Date(at);
  return `${clock(date)}:${two(date.getSeconds())}`;
}

/** Whether so much time passed that a chat would say what time it was. */
export function farApart(earlier: string | undefined, later: string) {
  const FIVE_MINUTES = 300_000;
  return !earlier || Date.parse(later) - Date.parse(earlier) > FIVE_MINUTES;
}
