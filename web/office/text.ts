const encoder = new TextEncoder();

/** Length in UTF-8, which WeChat counts in. */
export const bytesOf = (text: string) => encoder.encode(text).length;

/** Half-width columns: a Chinese character takes two. WeChat's client cuts menu names by this measure. */
export const columnsOf = (text: string) => [...text].reduce((sum, char) => sum + (char.codePointAt(0)! > 0x2e7f ? 2 : 1), 0);
