// The gateway as the fixtures know it: which answer belongs to which request.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), "../fixtures/member");

export const fixture = (name) => JSON.parse(readFileSync(`${FOLDER}/${name}.json`, "utf8"));

/** The first that matches answers. A name is a fixture; `null` is an empty answer. */
const ANSWERS = [
  ["GET /me", "me"],
  ["GET /code", "code"],
  ["GET /balances", "balances"],
  ["GET /balances/points/entries?cursor=…", "entries.points.2"],
  ["GET /balances/{}/entries", (asset) => `entries.${asset}`],
  ["GET /top-up-offers", "top_up_offers"],
  ["GET /purchases", "purchases"],
  ["GET /purchases/{}", "purchase"],
  ["GET /benefits", "benefits"],
  ["GET /stores", "stores"],
  ["POST /stores/nearby", "stores.nearby"],
  ["GET /offers", "offers"],
  ["POST /offers/{}/claim", "coupon"],
  ["GET /coupons?state=used", "coupons.used"],
  ["GET /coupons?state=expired", "coupons.expired"],
  ["GET /coupons", "coupons.usable"],
  ["POST /coupons/activate", "coupon.activated"],
  ["GET /coupons/{}", "coupon"],
  ["GET /profile", "profile"],
  ["PUT /profile", "profile"],
  ["PUT /avatar", "avatar"],
  ["DELETE /avatar", null],
  ["GET /addresses", "addresses"],
  ["POST /addresses", "address"],
  ["PUT /addresses/{}", "address"],
  ["POST /addresses/{}/default", "address"],
  ["DELETE /addresses/{}", null],
  ["GET /phone", "phone"],
  ["POST /phone/sms", "sms"],
  ["POST /phone", "phone"],
  ["DELETE /phone/pending", null],
  ["GET /cards", "cards"],
  ["POST /cards/sms", "sms.hidden"],
  ["POST /cards", "card.added"],
  ["POST /cards/{}/primary", "card.added"],
  ["PUT /cards/{}", "card.added"],
  ["GET /privacy", "privacy"],
  ["POST /privacy/consent", "consent"],
  ["GET /export", "export"],
  ["GET /leave", "leave"],
  ["POST /leave/sms", "sms"],
  ["POST /leave", null],
  ["POST /sms", "sms"],
  ["POST /register", "me.new"],
  ["POST /bind", "me"],
  ["POST /mini/session", () => ({ token: "a-token", session: fixture("session") })],
  ["POST /mini/phone", () => ({ phone_masked: "138****0001", phone_proof: "a-proof" })],
].map(([asked, given]) => ({ pattern: patternOf(asked), given }));

function patternOf(asked) {
  const text = asked.replace(/[?.]/g, "\\$&").replace("…", ".+").replaceAll("{}", "([^/?]+)");
  return new RegExp(`^${text}${asked.includes("?") ? "" : "(\\?.*)?"}$`);
}

/** `changes` go first: by request, such as `GET /me`, a fixture's name, an object, or `{ raw, status }` as it is. */
export function answer(request, changes = {}) {
  const changed = Object.entries(changes).find(([asked]) => patternOf(asked).test(request));
  const known = ANSWERS.find(({ pattern }) => pattern.test(request));
  const given = changed ? changed[1] : known?.given;
  if (given === undefined) throw new Error(`no fixture answers ${request}`);
  if (given === null) return { status: 204, body: "" };
  const found = typeof given === "function" ? given(...(known?.pattern.exec(request)?.slice(1) ?? [])) : given;
  const body = typeof found === "string" ? fixture(found) : found;
  if (typeof body.raw === "string") return { status: body.status, body: body.raw };
  return { status: isProblem(body) ? body.status : 200, body: JSON.stringify(body) };
}

const isProblem = (body) => typeof body.code === "string" && typeof body.title === "string" && typeof body.status === "number";
