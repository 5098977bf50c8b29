/** XML or JSON with a line for each field, for reading; anything else as it is. */
export function laidOut(text: string): string {
  const trimmed = text.trim();
  if (trimmed.startsWith("{")) {
    try {
      return JSON.stringify(JSON.parse(trimmed), null, 2);
    } catch {
      return text;
    }
  }
  if (!trimmed.startsWith("<xml>")) return text;
  let depth = 0;
  const token = /<!\[CDATA\[[\s\S]*?\]\]>|<\/?[\w.]+\/?>|[^<]+/g;
  let out = "";
  let leaf = false;
  for (const [piece] of trimmed.matchAll(token)) {
    if (piece.startsWith("</")) {
      depth -= 1;
      out += leaf ? piece : `\n${"  ".repeat(depth)}${piece}`;
      leaf = false;
    } else if (/^<\w/.test(piece)) {
      out += `${out ? "\n" : ""}${"  ".repeat(depth)}${piece}`;
      if (!piece.endsWith("/>")) depth += 1;
      leaf = !piece.endsWith("/>");
    } else if (piece.trim()) out += piece;
  }
  return out;
}
