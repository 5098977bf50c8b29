declare module "virtual:mini-program" {
  export const templates: Record<string, unknown>;
  export const files: { path: string; kind: "page" | "component"; scope: string; config: Record<string, unknown> & { navigationBarTitleText?: string } }[];
  export const pages: string[];
  export const window: { navigationBarTitleText: string };
}
