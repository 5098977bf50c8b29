import type { Plugin } from "vite";

const FONT_FACE = /@font-face\{[^}]*\}/g;
const GLYPH = /\.van-icon-[\w-]+:before\{content:[^}]*\}/g;

/**
 * Leaves Vant's icon font out: it is half of all its CSS and names another host. Our icons are inline SVG,
 * so a Vant part that draws a glyph of its own (a close cross, a clear cross) needs its icon slot filled.
 */
export function withoutVantGlyphs(): Plugin {
  return {
    name: "kabao:without-vant-glyphs",
    enforce: "pre",
    transform(css, id) {
      if (!id.includes("/vant/es/icon/index.css")) return null;
      return { code: css.replace(FONT_FACE, "").replace(GLYPH, ""), map: null };
    },
  };
}
