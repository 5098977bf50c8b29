// Stories are told one after the other: what one leaves behind, the next one finds.
import { after, before, test } from "node:test";
import { Centre } from "./centre.mjs";
import { Counter } from "./counter.mjs";
import { pickUp } from "./phone.mjs";
import { openOffice, openTill } from "./staff.mjs";
import { Town } from "./town.mjs";

const STORY_ENDS_WITHIN_MS = 120_000;

const town = new Town();
const machines = new Map();
let told = 0;

/** Who is already there is not opened again. */
function once(name, open) {
  if (!machines.has(name)) machines.set(name, open());
  return machines.get(name);
}

const phoneOf = (nickname, number) => once(nickname, () => pickUp(town, nickname, { number, deviceScaleFactor: 2 }));

const cast = {
  town,
  /** `number` for somebody who is not on the desk yet. */
  phoneOf,
  /** The member centre of whoever has joined with that phone, on a screen of its own. */
  centreOf: (nickname) => once(`${nickname}'s centre`, async () => Centre.open(await phoneOf(nickname))),
  /** 万象城店 and the back office, without their pages. */
  counter: () => once("counter", () => Counter.open(town)),
  till: () => once("till", () => openTill(town)),
  office: () => once("office", () => openOffice(town)),
};

before(() => town.open());
after(() => town.close());
process.on("exit", () => {
  if (told > 0) return;
  console.error("no story was told");
  process.exitCode = 1;
});
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

/** A test with the whole cast; when it fails, what was to be seen is kept. */
export function story(name, tell) {
  test(name, { timeout: STORY_ENDS_WITHIN_MS }, async () => {
    told += 1;
    try {
      await tell(cast);
    } catch (fault) {
      await town.keepEvidence(name);
      throw fault;
    }
  });
}
