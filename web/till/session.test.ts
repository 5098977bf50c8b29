import { afterEach, expect, it, vi } from "vitest";
import { noticed, refresh, resume, session, signIn } from "./session";
import { Problem } from "@shared/problem";

const who = (clerk: string, terminal: string) => ({
  clerk: { name: clerk },
  terminal: { id: terminal, code: "", name: "" },
  store: { id: "sto_1", name: "" },
  merchant: { id: "mch_1", name: "" },
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  Object.assign(session, { state: "asking", who: null, expired: false, pending: 0 });
});

it.each([
  ["the same clerk goes on where the work stopped", "小李", "trm_1", false],
  ["another clerk begins anew", "小王", "trm_1", true],
  ["another terminal begins anew", "小李", "trm_2", true],
])("after a session ended, %s", async (_what, clerk, terminal, anew) => {
  const answers = [who("小李", "trm_1"), who(clerk, terminal)];
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify(answers.shift())));
  const reload = vi.spyOn(location, "reload").mockImplementation(() => {});
  await resume();
  noticed(new Problem("unauthenticated", "", 401));
  await signIn("login", "password", "T01");
  expect(reload).toHaveBeenCalledTimes(anew ? 1 : 0);
  // Until the page is gone the shade stays over it.
  expect(session.expired).toBe(anew);
  expect(session.who?.clerk.name).toBe("小李");
});

it("while a press is on its way another clerk neither begins anew nor asks about it", async () => {
  const asked: string[] = [];
  const answers = [who("小李", "trm_1"), who("小王", "trm_1"), null];
  vi.stubGlobal("fetch", async (path: string) => {
    asked.push(path);
    const answer = answers.shift();
    return answer ? new Response(JSON.stringify(answer)) : new Response(null, { status: 204 });
  });
  const reload = vi.spyOn(location, "reload").mockImplementation(() => {});
  await resume();
  noticed(new Problem("unauthenticated", "", 401));
  session.pending = 1;
  await expect(signIn("login", "password", "T01")).rejects.toMatchObject({ code: "press_pending" });
  expect(asked.at(-1)).toBe("/v1/till/sign-out");
  expect([reload.mock.calls.length, session.expired, session.who?.clerk.name]).toEqual([0, true, "小李"]);
});

it("what the shop allows is learned anew while the same clerk stays", async () => {
  const allows = (points: string | null) => ({ ...who("小李", "trm_1"), stored_value: { only_rules: false, points_per_yuan: points } });
  const answers = [allows(null), allows("100"), { ...who("小王", "trm_1"), stored_value: { only_rules: true, points_per_yuan: null } }];
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify(answers.shift())));
  await resume();
  await refresh();
  expect(session.who?.stored_value.points_per_yuan).toBe("100");
  await refresh();
  expect([session.who?.clerk.name, session.who?.stored_value.only_rules]).toEqual(["小李", false]);
});
