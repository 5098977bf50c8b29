import { reactive } from "vue";
import { Problem } from "@shared/problem";
import * as api from "./api";
import { rememberTerminal } from "./terminal";

/** Who is signed in here. `expired` lays the sign-in over the screen and leaves what was typed beneath it. */
export const session = reactive({
  state: "asking" as "asking" | "unreachable" | "out" | "in",
  who: null as api.TillSession | null,
  expired: false,
  /** Presses on their way: whoever leaves now would not learn what became of them. */
  pending: 0,
});

/** Asks who is here when the page opens. */
export async function resume(): Promise<void> {
  session.state = "asking";
  try {
    enter(await api.whoIsHere());
  } catch (thrown) {
    session.state = Problem.from(thrown).unauthenticated ? "out" : "unreachable";
  }
}

/** What the shop and its staff allow may have changed since somebody signed in. */
export async function refresh(): Promise<void> {
  const now = await api.whoIsHere().catch(() => null);
  if (now && session.who && isSame(session.who, now)) Object.assign(session.who, now);
}

export async function signIn(login: string, password: string, terminal: string): Promise<void> {
  const who = await api.signIn(login, password, terminal);
  rememberTerminal(terminal);
  if (!session.expired || !session.who || isSame(session.who, who)) enter(who);
  else if (session.pending > 0) await sendAway(session.who);
  // Somebody else must not find what the last one looked up or typed.
  else location.reload();
}

/** What is on its way is asked about by whoever pressed, and by nobody else. */
async function sendAway({ clerk, terminal }: api.TillSession): Promise<never> {
  await api.signOut();
  throw new Problem("press_pending", `有一笔还没有查明结果，请先由 ${clerk.name} 在 ${terminal.code} 登录`, 409);
}

const isSame = (before: api.TillSession, now: api.TillSession) =>
  before.clerk.name === now.clerk.name && before.terminal.id === now.terminal.id;

/** Throws when the session may still be alive; one that had ended already counts as signed out. */
export async function signOut(): Promise<void> {
  try {
    await api.signOut();
  } catch (thrown) {
    if (!Problem.from(thrown).unauthenticated) throw thrown;
  }
  session.who = null;
  session.expired = false;
  session.state = "out";
}

/** What was thrown, as a problem; a session that ended asks for a sign-in. */
export function noticed(thrown: unknown): Problem {
  const problem = Problem.from(thrown);
  if (problem.unauthenticated) session.expired = true;
  return problem;
}

function enter(who: api.TillSession): void {
  session.who = who;
  session.expired = false;
  session.state = "in";
}
