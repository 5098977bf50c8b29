import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { effectScope } from "vue";
import { createApi } from "@shared/http";
import { Problem } from "@shared/problem";
import { isRefusal, usePress, waitAfter } from "./press";
import { session } from "./session";

describe("what an answer means for a press", () => {
  it.each<[string, number, boolean, boolean]>([
    ["offline", 0, false, false],
    ["timeout", 0, false, false],
    ["outcome_unknown", 503, false, false],
    ["unreadable", 502, false, false],
    ["tenders_differ", 422, false, true],
    ["tenders_differ", 422, true, true],
    ["unauthenticated", 401, false, true],
    ["unauthenticated", 401, true, false],
    ["too_fast", 429, false, true],
    ["too_fast", 429, true, false],
    ["unexpected", 0, true, true],
  ])("%s (%d), unsure %s: refused %s", (code, status, unsure, refused) => {
    expect(isRefusal(new Problem(code, "", status), unsure)).toBe(refused);
  });

  it("waits longer and longer, a quarter of a minute at most, or as long as it is told to", () => {
    expect([1, 2, 3, 4, 5, 9].map((tries) => waitAfter(tries))).toEqual([1, 2, 4, 8, 15, 15].map((s) => s * 1000));
    expect(waitAfter(1, new Problem("busy", "", 503, { retry_after_s: 7 }))).toBe(7_000);
  });
});

describe("a press", () => {
  const api = createApi("/v1/till");
  type Reply = "lost" | number;
  let keys: (string | null)[];
  let scope: ReturnType<typeof effectScope>;

  function button(...replies: Reply[]) {
    keys = [];
    vi.stubGlobal("fetch", async (_url: string, { headers }: RequestInit) => {
      keys.push(new Headers(headers).get("Idempotency-Key"));
      const reply = replies.shift()!;
      if (reply === "lost") throw new TypeError("network");
      return new Response(JSON.stringify(reply < 400 ? { paid: 1 } : { code: `c${reply}`, title: "", status: reply }), { status: reply });
    });
    const done = vi.fn();
    const refused = vi.fn();
    scope = effectScope();
    const press = scope.run(() => usePress((ask: { n: number }, intent) => api.post("/x", ask, { intent }), done, refused))!;
    return { ...press, done, refused };
  }

  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    scope.stop();
    vi.useRealTimers();
    vi.unstubAllGlobals();
    Object.assign(session, { state: "asking", who: null, expired: false, pending: 0 });
  });

  it("that nobody answered is sent again under the same key until it is answered", async () => {
    const { state, press, done, refused } = button("lost", 503, 401, 200);
    void press({ n: 1 });
    await vi.advanceTimersByTimeAsync(500);
    expect([state.busy, state.unsure, state.tries, session.pending]).toEqual([true, true, 1, 1]);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(done).toHaveBeenCalledExactlyOnceWith({ paid: 1 }, { n: 1 });
    expect(refused).not.toHaveBeenCalled();
    expect([keys.length, new Set(keys).size]).toEqual([4, 1]);
    expect([state.busy, session.pending]).toEqual([false, 0]);
  });

  it("while another is on its way is none", async () => {
    const { press, done } = button("lost", 200);
    void press({ n: 1 });
    void press({ n: 2 });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(done).toHaveBeenCalledExactlyOnceWith({ paid: 1 }, { n: 1 });
  });

  it("that was refused is over, and the next one is another", async () => {
    const { state, press, done, refused } = button(409, 200);
    await press({ n: 1 });
    expect(refused.mock.calls[0]![0]).toMatchObject({ code: "c409" });
    expect(state.refused).toBe(true);
    await press({ n: 1 });
    expect(done).toHaveBeenCalledOnce();
    expect(state.refused).toBe(false);
    expect(new Set(keys).size).toBe(2);
  });

  it("does not wait for its time when the network comes back", async () => {
    const { press, done } = button("lost", "lost", "lost", 200);
    void press({ n: 1 });
    await vi.advanceTimersByTimeAsync(3_500);
    expect(keys).toHaveLength(3);
    dispatchEvent(new Event("online"));
    await vi.advanceTimersByTimeAsync(10);
    expect(done).toHaveBeenCalledOnce();
  });
});
