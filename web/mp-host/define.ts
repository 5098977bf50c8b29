/** What the mini-program's files defined when they were loaded. */

export interface Definition {
  path: string;
  kind: "App" | "Page" | "Component";
  body: Record<string, unknown>;
}

export const definitions: Definition[] = [];

export function definer(path: string) {
  const define = (kind: Definition["kind"]) => (body: Record<string, unknown>) => void definitions.push({ path, kind, body });
  return { App: define("App"), Page: define("Page"), Component: define("Component") };
}
