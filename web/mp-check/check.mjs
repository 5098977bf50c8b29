// Checks the mini-program without WeChat: its TypeScript, its WXML, its manners, its size.
import { join } from "node:path";
import ts from "typescript";
import { compileTemplates, readProgram, ROOT } from "../mp-host/compile.mjs";
import { filesIn, LIMITS, lint, read, sizes } from "./rules.mjs";
import { checkTemplates } from "./wxml.mjs";

const { app, files } = readProgram();
compileTemplates(files);
const measured = sizes(ROOT, app.subpackages.map(({ root }) => root), ["README.md", "tsconfig.json"]);

const faults = [
  ...typeFaults(),
  ...checkTemplates(files),
  ...filesIn(ROOT).flatMap((path) => lint(path, /\.(wxml|wxss|ts)$/.test(path) ? read(ROOT, path) : "")),
  ...Object.entries(measured).filter(([root, bytes]) => bytes > (root ? LIMITS.sub : LIMITS.main)).map(([root, bytes]) => `${root || "the main package"} has ${bytes} bytes`),
];
for (const fault of faults) console.error(fault);
console.log(`mini-program: ${files.length} pages and components, main package ${Math.round((measured[""] ?? 0) / 1024)} KB, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;

function typeFaults() {
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile);
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const program = ts.createProgram(fileNames, options);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const at = file && start !== undefined ? `${file.fileName}:${file.getLineAndCharacterOfPosition(start).line + 1}` : "tsconfig.json";
    return `${at}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
}
