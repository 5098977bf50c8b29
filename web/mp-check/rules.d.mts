export function lint(path: string, text: string): string[];
export function sizes(folder: string, roots: string[], ignored: string[]): Record<string, number>;
export function filesIn(folder: string): string[];
export const LIMITS: { main: number; sub: number };
