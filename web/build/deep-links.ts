import type { Plugin } from "vite";

const PAGES = new Map([
  ["m", "/member.html"],
  ["office", "/office.html"],
  ["till", "/till.html"],
]);

/** Lets the development server answer `/m/…`, `/office/…` and `/till` with the page the gateway would send. */
export function deepLinks(): Plugin {
  return {
    name: "kabao:deep-links",
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        request.url = pageFor(request.url ?? "/") ?? request.url;
        next();
      });
    },
  };
}

/** The page behind an address; a file, which has an extension, is no page. */
function pageFor(url: string): string | undefined {
  const [path = ""] = url.split("?");
  return /\.\w+$/.test(path) ? undefined : PAGES.get(path.split("/")[1] ?? "");
}
