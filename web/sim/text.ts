/** A piece of a text message: words, or words that lead somewhere. */
export interface Piece {
  text: string;
  url?: string;
}

const LINK = /<a\s[^>]*?href\s*=\s*["']([^"']*)["'][^>]*>([\s\S]*?)<\/a>|(https?:\/\/[^\s<>"'，。！？；、）】]+)/gi;

/** WeChat turns `<a href>` and bare addresses in a text into links, and nothing else. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    if (match.index > from) found.push({ text: text.slice(from, match.index) });
    const [whole, href, words, bare] = match;
    found.push(bare ? { text: bare, url: bare } : { text: words ?? "", url: href ?? "" });
    from = match.index + whole.length;
  }
  if (from < text.length) found.push({ text: text.slice(from) });
  return found;
}
