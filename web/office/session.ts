import { nextTick, reactive } from "vue";
import { createApi, type Api } from "@shared/http";
import { Problem } from "@shared/problem";
import type { Right } from "./rights";

export interface OfficeSession {
  operator: { id: string; name: string; role_text: string };
  merchant: { id: string; name: string };
  rights?: Right[];
  /** What of the merchant this is about: the whole chain, or these stores. */
  scope?: { everywhere: boolean; stores: { id: string; name: string }[] };
  /** Nothing else may be done before a second factor is enrolled. */
  must_enrol?: boolean;
  two_factor?: boolean;
}

/** Who is signed in. `expired` lays the sign-in over the page and leaves what was typed beneath it. */
export const session = reactive({
  state: "asking" as "asking" | "unreachable" | "out" | "in",
  who: null as OfficeSession | null,
  expired: false,
});

const bare = createApi("/v1/office");
let waiting: (() => void)[] = [];

/** The office's API. A request that meets an ended session waits for the next sign-in and is then sent once more. */
export const api: Api = {
  get: (path, options) => held(() => bare.get(path, options)),
  post: (path, body, options) => held(() => bare.post(path, body, options)),
  put: (path, body, options) => held(() => bare.put(path, body, options)),
  delete: (path, options) => held(() => bare.delete(path, options)),
};

async function held<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (thrown) {
    const problem = Problem.from(thrown);
    if (RIGHTS_CHANGED.includes(problem.code)) await renew();
    if (!problem.unauthenticated || session.state !== "in") throw thrown;
    session.expired = true;
    await new Promise<void>((signedIn) => waiting.push(signedIn));
    return call();
  }
}

/** Refusals that say that one may less than when the page was opened. */
const RIGHTS_CHANGED: readonly string[] = ["not_permitted", "headquarters_only", "two_factor_first"];

/** What is listed and shown follows what one may now. */
async function renew(): Promise<void> {
  if (session.state !== "in") return;
  const who = await bare.get<OfficeSession>("/session").catch(() => null);
  if (who && who.operator.id === session.who?.operator.id) session.who = who;
}

/** Asks who is here when the page opens. */
export async function resume(): Promise<void> {
  session.state = "asking";
  try {
    enter(await bare.get<OfficeSession>("/session"));
  } catch (thrown) {
    session.state = Problem.from(thrown).unauthenticated ? "out" : "unreachable";
  }
}

/**
 * After an ended session only the same operator goes on; for anyone else the pages start afresh.
 * `code` is of the second factor, or a recovery code.
 */
export async function signIn(login: string, password: string, code?: string): Promise<void> {
  const before = session.who?.operator.id;
  const who = await bare.post<OfficeSession>("/sign-in", { login, password, ...(code ? { code } : {}) });
  if (session.expired && who.operator.id !== before) location.reload();
  else enter(who);
}

/** Leaves nothing in the page of who was here: neither words in a search box, nor a choice, nor a list. */
export async function signOut(): Promise<void> {
  try {
    await bare.post("/sign-out");
  } catch (thrown) {
    // Already signed out is what was asked for.
    if (!Problem.from(thrown).unauthenticated) throw thrown;
  }
  session.who = null;
  session.state = "asking";
  // Pages that are gone do not ask whether what was typed may go.
  await nextTick();
  location.replace("/office/");
}

function enter(who: OfficeSession): void {
  session.who = who;
  session.state = "in";
  session.expired = false;
  const resumed = waiting;
  waiting = [];
  resumed.forEach((signedIn) => signedIn());
}
