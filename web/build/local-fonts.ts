import type { Plugin } from "vite";

/** Vant's icon font names another host as a fall-back; browsers that need it are gone and the page must name no other host. */
const REMOTE_SOURCE = /,\s*url\((["']?)(?:https?:)?\/\/[^)]*\1\)\s*format\((["'])[^)]*\2\)/g;

export function localFonts(): Plugin {
  return {
    name: "kabao:local-fonts",
    enforce: "pre",
    transform(css, id) {
      if (!/\/vant\/.*\.css/.test(id)) return null;
      return { code: css.replace(REMOTE_SOURCE, ""), map: null };
    },
  };
}
