import { afterEach, expect, it, vi } from "vitest";
import { watch } from "vue";
import { Intent } from "@shared/intent";
import { api, resume, session, signIn, signOut } from "./session";

const owner = { operator: { id: "opr_1", name: "店长", role: "owner", role_text: "总部" }, merchant: { id: "mch_1", name: "好孕妈咪母婴" } };
const reply = (status: number, body: object) => new Response(JSON.stringify(body), { status });
const signedOut = () => reply(401, { code: "unauthenticated", title: "请先登录", status: 401 });

afterEach(() => {
  vi.unstubAllGlobals();
  session.state = "asking";
  session.expired = false;
});

it("holds what was sent over an ended session and sends it after the next sign-in", async () => {
  let alive = true;
  const saved: unknown[] = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    if (url.endsWith("/sign-in")) alive = true;
    if (!alive) return signedOut();
    if (url.endsWith("/keywords")) saved.push(JSON.parse(String(init.body)));
    return reply(200, owner);
  });
  await resume();
  alive = false;
  const saving = api.post("/keywords", { pattern: "新会员中心" }, { intent: new Intent() });
  await new Promise((expired) => watch(() => session.expired, expired, { once: true }));
  expect(saved).toEqual([]);
  await signIn("owner", "kabao-demo");
  await saving;
  expect(saved).toEqual([{ pattern: "新会员中心" }]);
  expect(session.expired).toBe(false);
});

it("does not hold a request of someone who never signed in", async () => {
  vi.stubGlobal("fetch", async () => signedOut());
  await resume();
  expect(session.state).toBe("out");
  await expect(api.get("/settings")).rejects.toMatchObject({ code: "unauthenticated" });
});

it("learns from a refusal what one may now, and says the refusal all the same (ADM-03)", async () => {
  let rights = ["audit.see"];
  vi.stubGlobal("fetch", async (url: string) =>
    url.endsWith("/session") ? reply(200, { ...owner, rights }) : reply(403, { code: "not_permitted", title: "没有权限", status: 403 }),
  );
  await resume();
  expect(session.who?.rights).toEqual(["audit.see"]);
  rights = [];
  await expect(api.get("/audit")).rejects.toMatchObject({ code: "not_permitted" });
  expect(session.who?.rights).toEqual([]);
});

it("opens the pages afresh for the next who signs in", async () => {
  vi.stubGlobal("fetch", async () => reply(200, owner));
  const replaced = vi.spyOn(location, "replace").mockImplementation(() => {});
  await resume();
  await signOut();
  expect([session.state, session.who]).toEqual(["asking", null]);
  expect(replaced).toHaveBeenCalledExactlyOnceWith("/office/");
});
