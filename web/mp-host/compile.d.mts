export interface ProgramFile {
  path: string;
  kind: "page" | "component";
  config: Record<string, unknown>;
  wxml: string;
  wxss: string;
}

export function readProgram(): { app: Record<string, unknown>; pages: string[]; files: ProgramFile[] };
