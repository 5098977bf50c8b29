/** The detail as one reads JSON; what is not JSON stays as it came. */
export function prettyOf(detail: string): string {
  try {
    return JSON.stringify(JSON.parse(detail), null, 2);
  } catch {
    return detail;
  }
}
