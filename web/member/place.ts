const ADDRESS = /^\/m\/(wx[0-9a-zA-Z]{4,30})(?:\/|$)/;

/** The service account in a page's path `/m/{appid}/…`. */
export function appidOf(pathname: string): string | undefined {
  return ADDRESS.exec(pathname)?.[1];
}

export const appid = appidOf(location.pathname);

/** Where the router's paths start. */
export const base = appid ? `/m/${appid}` : "/m";

/** The page in sight as a path of the router, even before the router has shown it. */
export function here(): string {
  return (location.pathname.slice(base.length) || "/") + location.search;
}

/** The address that the whole page was loaded from, before any step of the router's. */
export const landing = location.href.replace(/#.*/, "");
