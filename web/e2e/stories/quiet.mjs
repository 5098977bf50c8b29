// Told last: what all the others left behind.
import assert from "node:assert/strict";
import { story } from "../story.mjs";

story("no page has complained: no console errors, no policy violations, no other hosts", ({ town }) => {
  assert.equal(town.faults.join("\n"), "");
});
