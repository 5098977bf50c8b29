import type { ProgramFile } from "../mp-host/compile.mjs";

/** What templates say that their code does not know, a line each. */
export function checkTemplates(files: ProgramFile[]): string[];
