import { fileURLToPath } from "node:url";
import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";
import { deepLinks } from "./build/deep-links.ts";
import { routeSizes } from "./build/route-sizes.ts";
import { withoutVantGlyphs } from "./build/vant-glyphs.ts";
import { miniProgram } from "./mp-host/plugin.mjs";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [vue(), withoutVantGlyphs(), deepLinks(), routeSizes(), miniProgram()],
  resolve: { alias: { "@shared": here("./shared") } },
  build: {
    // Old Android WebViews inside WeChat.
    target: "es2019",
    // The page's Content-Security-Policy allows no inline script.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // The chart library, in kB, which is fetched after the page's figures and by two pages alone; nothing else comes near.
    chunkSizeWarningLimit: 530,
    rolldownOptions: {
      input: ["member", "office", "till", "sim", "mini"].map((entry) => here(`./${entry}.html`)),
    },
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/v1": "http://127.0.0.1:8080" },
  },
  test: {
    environment: "happy-dom",
    server: { deps: { inline: ["vant", "element-plus"] } },
  },
});
