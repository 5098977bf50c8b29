/** Outlines on a 24 x 24 grid, drawn with the text's colour. */
export const GLYPHS = {
  scan: ["M4 8V5a1 1 0 0 1 1-1h3", "M16 4h3a1 1 0 0 1 1 1v3", "M20 16v3a1 1 0 0 1-1 1h-3", "M8 20H5a1 1 0 0 1-1-1v-3", "M4 12h16"],
  wallet: ["M4 7h14a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V7Z", "M4 7l11-3v3", "M16 13.5h.01"],
  refresh: ["M20 6v5h-5", "M4 18v-5h5", "M6 9a7 7 0 0 1 12-2l2 4", "M18 15a7 7 0 0 1-12 2l-2-4"],
  question: ["M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18Z", "M9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8", "M12 17h.01"],
  barcode: ["M4 6v12", "M8 6v12", "M11 6v12", "M16 6v12", "M20 6v12", "M3 21 21 3"],
  person: ["M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8Z", "M4 20c1-4 4-6 8-6s7 2 8 6"],
  card: ["M3 6h18v12H3V6Z", "M3 10h18", "M6.5 15h4"],
  lock: ["M6 11h12v9H6v-9Z", "M8 11V8a4 4 0 0 1 8 0v3", "M12 15v2"],
  offline: ["M3 3l18 18", "M5 12a10 10 0 0 1 4-2.4", "M19 12a10 10 0 0 0-5-2.7", "M8.5 15.5a5 5 0 0 1 6 0", "M12 19h.01"],
  check: ["M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18Z", "M8 12.5l3 3 5-6"],
  ticket: ["M4 7h16v3a2 2 0 0 0 0 4v3H4v-3a2 2 0 0 0 0-4V7Z", "M14 7v10"],
  add: ["M12 5v14", "M5 12h14"],
} as const;

export type GlyphName = keyof typeof GLYPHS;
