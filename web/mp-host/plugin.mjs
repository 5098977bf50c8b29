// Lets Vite and Vitest import the mini-program: `virtual:mini-program`, and its style.
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { compileStyles, compileTemplates, readProgram, ROOT, scopeOf } from "./compile.mjs";

const PROGRAM = "virtual:mini-program";
const STYLE = "virtual:mini-program.css";
const DEFINE = fileURLToPath(new URL("./define.ts", import.meta.url));

export function miniProgram() {
  let known;
  const program = () => (known ??= readProgram());
  return {
    name: "mini-program",
    resolveId: (id) => (id === PROGRAM ? `\0${PROGRAM}` : id === STYLE ? `/@${STYLE}` : undefined),
    load(id) {
      if (id === `\0${PROGRAM}`) return sourceOf(program());
      if (id === `/@${STYLE}`) return compileStyles(program().files);
      return undefined;
    },
    /** A file of the mini-program calls `Page` or `Component`; which one it is, only its path says. */
    transform(code, id) {
      const path = relative(ROOT, id.split("?")[0]).replace(/\.ts$/, "");
      const isEntry = path === "app" || program().files.some((file) => file.path === path);
      if (path.startsWith("..") || !isEntry) return undefined;
      return { code: `import { definer } from ${JSON.stringify(DEFINE)};const { App, Page, Component } = definer(${JSON.stringify(path)});${code}`, map: null };
    },
  };
}

function sourceOf({ app, pages, files }) {
  const about = files.map(({ path, kind, config }) => ({ path, kind, scope: scopeOf(path), config }));
  return [
    `import ${JSON.stringify(STYLE)};`,
    ...["app", ...files.map(({ path }) => path)].map((path) => `import ${JSON.stringify(join(ROOT, `${path}.ts`))};`),
    `export const templates = ${compileTemplates(files)};`,
    `export const files = ${JSON.stringify(about)};`,
    `export const pages = ${JSON.stringify(pages)};`,
    `export const window = ${JSON.stringify(app.window)};`,
  ].join("\n");
}
