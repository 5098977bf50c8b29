// WXML as strict as TypeScript: every expression, property and handler is checked against the page's or component's own types.
import { createRequire } from "node:module";
import { join } from "node:path";
import ts from "typescript";
import { ROOT } from "../mp-host/compile.mjs";

const { TmplGroup } = createRequire(import.meta.url)("glass-easel-template-compiler");

/** WeChat's own components; what is neither one of them nor declared is no component at all. */
const NATIVE = ["view", "text", "image", "button", "input", "switch", "picker"];

/** `Page` and `Component`, but telling what they were given. */
const PROBES = `
  declare function __Page<D extends WechatMiniprogram.Page.DataOption, M extends WechatMiniprogram.Page.CustomOption>(options: WechatMiniprogram.Page.Options<D, M>): { data: D; methods: M; properties: {} };
  declare function __Component<D extends WechatMiniprogram.Component.DataOption, P extends WechatMiniprogram.Component.PropertyOption, M extends WechatMiniprogram.Component.MethodOption>(options: WechatMiniprogram.Component.Options<D, P, M, []>): { data: D & WechatMiniprogram.Component.PropertyOptionToData<P>; methods: M; properties: WechatMiniprogram.Component.PropertyOptionToData<P> };
`;

const pathOf = (target) => target.replace(/^\//, "");

/** What templates say that their code does not know, a line each. */
export function checkTemplates(files) {
  const overlay = new Map([[join(ROOT, "__probes.d.ts"), PROBES]]);
  const templates = new Map();
  for (const file of files) {
    const source = ts.sys.readFile(join(ROOT, `${file.path}.ts`));
    overlay.set(join(ROOT, `${file.path}.ts`), source.replace(/^(Page|Component)\(/m, "export default __$1("));
    const name = join(ROOT, `${file.path}.wxml.ts`);
    const converted = convert(file);
    templates.set(name, { file, converted });
    overlay.set(name, converted.code());
  }
  return diagnose(overlay, templates);
}

function convert({ path, wxml, config }) {
  const group = new TmplGroup();
  group.addTmpl(path, wxml);
  const using = Object.entries(config.usingComponents ?? {});
  const tags = using.map(([tag, target]) => `${JSON.stringify(tag)}: (typeof import(${JSON.stringify(join(ROOT, pathOf(target)))}))["default"]["properties"] & Common;`);
  return group.getTmplConvertedExpr(
    path,
    `type Own = (typeof import(${JSON.stringify(join(ROOT, path))}))["default"];
    type Common = { id: string; ariaLabel: string };
    declare const data: Own["data"]; declare const methods: Own["methods"];
    declare const tags: { ${NATIVE.map((tag) => `${tag}: any;`).join("")} ${tags.join("")} };
    export {};\n`,
  );
}

function diagnose(overlay, templates) {
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  // A template reads what is not there yet as nothing; so it is checked as if it were.
  const relaxed = { ...options, strictNullChecks: false, noUncheckedIndexedAccess: false, noUnusedLocals: false, noUnusedParameters: false };
  const host = ts.createCompilerHost(relaxed);
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (name) => overlay.get(name) ?? readFile(name);
  host.fileExists = (name) => overlay.has(name) || fileExists(name);
  host.getSourceFile = (name, language) => (overlay.has(name) ? ts.createSourceFile(name, overlay.get(name), language) : getSourceFile(name, language));
  const program = ts.createProgram([...overlay.keys()], relaxed, host);
  return [...templates].flatMap(([name, { file, converted }]) => {
    const source = program.getSourceFile(name);
    return program.getSemanticDiagnostics(source).map((fault) => `${file.path}.wxml:${placeOf(source, fault, converted)}: ${ts.flattenDiagnosticMessageText(fault.messageText, " ")}`);
  });
}

function placeOf(source, { start, length }, converted) {
  const from = source.getLineAndCharacterOfPosition(start);
  const to = source.getLineAndCharacterOfPosition(start + length);
  const place = converted.getSourceLocation(from.line, from.character, to.line, to.character);
  return place ? `${place[0] + 1}:${place[1] + 1}` : "?";
}
