export type Given = string | object | null;
export function fixture(name: string): any;
export function answer(request: string, changes?: Record<string, Given>): { status: number; body: string };
