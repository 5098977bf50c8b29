import type { Plugin } from "vite";

const ENTRIES: [RegExp, string][] = [
  [/^\/m(\/|$)/, "/member.html"],
  [/^\/office(\/(?!main\.ts|.*\.\w+(\?|$))|\?|$)/, "/office.html"],
  [/^\/till(\?|$|\/$)/, "/till.html"],
];

/** Lets the development server answer `/m/…`, `/office/…` and `/till` as the gateway does. */
export function deepLinks(): Plugin {
  return {
    name: "kabao:deep-links",
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        const wantsPage = request.headers.accept?.includes("text/html");
        const entry = ENTRIES.find(([path]) => path.test(request.url ?? ""));
        if (wantsPage && entry) request.url = entry[1];
        next();
      });
    },
  };
}
