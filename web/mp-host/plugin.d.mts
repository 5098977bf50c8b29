import type { Plugin } from "vite";

/** `virtual:mini-program`: its code, templates and style. */
export function miniProgram(): Plugin;
