// What a scanner and a reader with special needs make of a page.
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const AXE = createRequire(import.meta.url)("axe-core").source;
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Every symbol that zbar finds in what is on the screen, such as `QR-Code:8812…`, sorted. */
export async function symbolsIn(locator, folder) {
  const path = join(folder, "symbols.png");
  await locator.screenshot({ path });
  const { stdout } = await run("zbarimg", ["--quiet", "--nodbus", path]).catch((fault) => {
    if (fault.code === "ENOENT") throw new Error("zbarimg is missing: install zbar-tools");
    throw fault;
  });
  return stdout.trim().split("\n").sort();
}

/** What fades in is judged once it is there; what turns for ever is not waited for. */
function settled() {
  const ending = document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime < Infinity);
  return Promise.allSettled(ending.map(({ finished }) => finished));
}

/** What axe finds against WCAG A and AA on a page or in a frame, a line each. */
export async function barriersOn(page, name) {
  // Not a script tag: the pages' own policy would refuse one.
  await page.evaluate(AXE);
  await page.evaluate(settled);
  const { violations, passes } = await page.evaluate((values) => {
    return axe.run(document, { runOnly: { type: "tag", values }, iframes: false });
  }, RULES);
  if (passes.length === 0) throw new Error(`axe looked at nothing on ${name}`);
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target, failureSummary }) => `${name}: ${id}: ${help}: ${target}\n  ${failureSummary}`));
}
