// Reads a mini-program's folder and makes of it what the host runs: configs, templates, styles.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import postcss from "postcss";

export const ROOT = fileURLToPath(new URL("../../miniprogram", import.meta.url));

/** WeChat's screens are 750 rpx wide, whatever they are in pixels. */
const RPX = /(-?\d*\.?\d+)rpx\b/g;

const read = (path) => readFileSync(join(ROOT, path), "utf8");
const optional = (path) => {
  try {
    return read(path);
  } catch (fault) {
    if (fault.code === "ENOENT") return undefined;
    throw fault;
  }
};

/** Every page and every component that is used, by path: `{ path, kind, config, wxml, wxss }`. */
export function readProgram() {
  const app = JSON.parse(read("app.json"));
  const pages = [...app.pages, ...app.subpackages.flatMap(({ root, pages }) => pages.map((page) => `${root}/${page}`))];
  const files = new Map();
  const add = (path, kind) => {
    if (files.has(path)) return;
    const own = JSON.parse(optional(`${path}.json`) ?? "{}");
    const config = { ...own, usingComponents: { ...app.usingComponents, ...own.usingComponents } };
    if (own.component !== (kind === "component" ? true : undefined)) throw new Error(`${path}.json: "component" belongs to components, and to all of them`);
    files.set(path, { path, kind, config, wxml: read(`${path}.wxml`), wxss: optional(`${path}.wxss`) ?? "" });
    for (const used of Object.values(config.usingComponents)) add(posix.join(used.startsWith("/") ? "" : posix.dirname(path), used).replace(/^\//, ""), "component");
  };
  for (const page of pages) add(page, "page");
  return { app, pages, files: [...files.values()] };
}

/** The templates as source text of one object, by path. Refuses what the compiler has something to say about. */
export function compileTemplates(files) {
  const { TmplGroup } = createRequire(import.meta.url)("glass-easel-template-compiler");
  const group = new TmplGroup();
  const complaints = [];
  for (const { path, wxml } of files) {
    for (const { message, startLine, startColumn } of group.addTmpl(path, wxml)) complaints.push(`${path}.wxml:${startLine + 1}:${startColumn + 1}: ${message}`);
  }
  if (complaints.length > 0) throw new Error(complaints.join("\n"));
  return group.getTmplGenObjectGroups();
}

export const scopeOf = (path) => path.replaceAll("/", "-");

/** One sheet for all: what is a page's or a component's own is told apart by its scope, as the runtime names classes. */
export function compileStyles(files) {
  return [styleOf("app", read("app.wxss"), ""), ...files.map(({ path, wxss }) => styleOf(path, wxss, scopeOf(path)))].join("\n");
}

function styleOf(path, wxss, scope) {
  const sheet = postcss.parse(wxss, { from: `${path}.wxss` });
  sheet.walkRules((rule) => {
    if (rule.parent.type === "atrule" && rule.parent.name.endsWith("keyframes")) return;
    rule.selector = rule.selector
      .replace(/\.([a-zA-Z_][\w-]*)/g, (_, name) => (scope ? `.${scope}--${name}` : `.${name}`))
      .replace(/:host\b/g, `[wx-host="${scope}"]`)
      .replace(/^page\b/, "body");
  });
  sheet.walkDecls((declaration) => {
    declaration.value = declaration.value.replace(RPX, "calc(var(--rpx) * $1)").replace(/\b100vh\b/g, "var(--window-height)");
  });
  return sheet.toString();
}
