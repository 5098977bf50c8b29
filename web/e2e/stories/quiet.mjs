// Told last: what all the others left behind.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { story } from "../story.mjs";

story("no page has complained: no console errors, no policy violations, no other hosts", ({ town }) => {
  assert.equal(town.faults.join("\n"), "");
});

story("the gateway's log tells of no error but red books, and of nobody's phone number", async ({ town }) => {
  const log = await readFile(join(town.home, "gateway.log"), "utf8");
  assert.match(log, /\bDEBUG\b/, "it tells everything it can");
  const errors = log.split("\n").filter((line) => /\bERROR\b/.test(line));
  const red = errors.filter((line) => line.includes("the books are red"));
  assert.equal(red.length, 1, "of the one time that somebody was at the database");
  assert.deepEqual(errors.filter((line) => !red.includes(line)), []);
  assert.doesNotMatch(log, /138000000\d\d/);
});
