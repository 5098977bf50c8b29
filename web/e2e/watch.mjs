// Ears for what pages complain about.

/** A refusal that a page shows, and a network that is away, are no faults of the page, though Chromium reports them as such. */
function isRefusal(message) {
  const { url } = message.location();
  const asked = URL.canParse(url) && new URL(url).pathname.startsWith("/v1/");
  return asked && /status of 4\d\d|ERR_INTERNET_DISCONNECTED/.test(message.text());
}

/** Collects console errors, uncaught exceptions, CSP violations and requests to other hosts. */
export async function watch(context, faults) {
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile }) =>
      console.error(`CSP: ${effectiveDirective} blocked ${blockedURI} from ${sourceFile}`),
    );
  });
  context.on("console", (message) => {
    if (message.type() !== "error" || isRefusal(message)) return;
    faults.push(`${message.page()?.url()}: ${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (thrown) => faults.push(`${thrown.page()?.url()}: ${thrown.error()}`));
  context.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith("http") && hostname !== "127.0.0.1") faults.push(`a request to ${request.url()}`);
  });
}
