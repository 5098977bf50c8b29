// The real gateway with its simulator, on ports and in a folder of its own.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const STARTS_WITHIN_MS = 60_000;
const STOPS_WITHIN_MS = 15_000;
/** The last line that `kabao serve` greets with in the demo. */
const GREETED = "/docs/";

function binary() {
  const target = process.env.CARGO_TARGET_DIR ?? join(ROOT, "target");
  const path = process.env.KABAO_BIN ?? join(target, "debug", "kabao");
  if (!existsSync(path)) throw new Error(`${path} is not there: run \`cargo build\`, or set KABAO_BIN`);
  return path;
}

/** Addresses that were free a moment ago. */
async function freeAddresses(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const addresses = servers.map((server) => `127.0.0.1:${server.address().port}`);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return addresses;
}

/** Nobody's own settings count here. */
function settings(home, [http, sandbox]) {
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith("KABAO_"));
  return {
    ...Object.fromEntries(others),
    KABAO_HTTP__LISTEN: http,
    KABAO_SANDBOX__LISTEN: sandbox,
    KABAO_DATABASE__URL: `sqlite://${join(home, "e2e.db")}`,
    KABAO_CACHE__URL: "memory:",
    KABAO_LOG__FILTER: "debug",
    NO_COLOR: "1",
  };
}

/**
 * Starts it and resolves once it has greeted. What it logs is in `gateway.log` of its home. `scale`, such as
 * `members=200,sales=300`, is what the last 30 days have left in the shop.
 */
export async function openGateway(home, scale) {
  const addresses = await freeAddresses(2);
  if (scale) await promisify(execFile)(binary(), ["seed", "--scale", scale, "--days", "30"], { cwd: home, env: settings(home, addresses) });
  const log = createWriteStream(join(home, "gateway.log"));
  const child = spawn(binary(), ["serve"], { cwd: home, env: settings(home, addresses), stdio: ["ignore", "pipe", "pipe"] });
  // Whatever ends us ends it.
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const gone = once(child, "exit");
  child.stderr.pipe(log, { end: false });
  await greeted(child, gone, log);
  return { url: `http://${addresses[0]}`, simulator: `http://${addresses[1]}`, close: () => stop(child, gone, kill) };
}

async function greeted(child, gone, log) {
  const said = [];
  const greeting = new Promise((resolve) => {
    createInterface(child.stdout).on("line", (line) => {
      log.write(`${line}\n`);
      said.push(line);
      if (line.includes(GREETED)) resolve();
    });
  });
  const late = new Promise((_, reject) => {
    setTimeout(() => reject(new Error("kabao serve did not start in time")), STARTS_WITHIN_MS).unref();
  });
  const died = gone.then(([code]) => {
    throw new Error(`kabao serve ended with ${code}:\n${said.join("\n")}`);
  });
  await Promise.race([greeting, died, late]);
}

/** Asks it to stop as an operator would, and says how it ended. */
async function stop(child, gone, kill) {
  const impatient = setTimeout(kill, STOPS_WITHIN_MS);
  child.kill("SIGTERM");
  const [code, signal] = await gone;
  clearTimeout(impatient);
  process.removeListener("exit", kill);
  if (code !== 0) throw new Error(`kabao serve did not stop in peace: ${signal ?? code}`);
}
