import { afterEach, expect, it, vi } from "vitest";
import { createApp, nextTick, type App as Mounted } from "vue";
import App from "./App.vue";
import { session } from "./session";

const reply = (status: number, body?: object) => new Response(body && JSON.stringify(body), { status });
const refusal = (status: number, code: string, title: string) => reply(status, { code, title, status });
const here = { clerk: { name: "小李" }, terminal: { id: "trm_1", code: "T01", name: "" }, store: { id: "sto_1", name: "人民路店" }, merchant: { id: "mch_1", name: "" }, may: { approve: false, gift: false, refund: true }, stored_value: { only_rules: false, points_per_yuan: "100" } };

let mounted: Mounted | undefined;

/** Opens the till with a half-filled registration; `POST /sign-out` gets these answers. */
async function enrolling(...answers: (Response | "lost")[]) {
  vi.stubGlobal("fetch", async (url: string) => {
    if (url.endsWith("/reminders")) return reply(200, { items: [] });
    if (!url.endsWith("/sign-out")) return reply(200, here);
    const answer = answers.shift()!;
    if (answer === "lost") throw new TypeError("network");
    return answer;
  });
  document.body.innerHTML = `<div id="app"></div>`;
  mounted = createApp(App);
  mounted.mount("#app");
  await vi.waitFor(() => expect(document.body.textContent).toContain("人民路店"));
  dispatchEvent(new KeyboardEvent("keydown", { key: "F8", cancelable: true }));
  await nextTick();
  const phone = document.querySelector<HTMLInputElement>(".enrol input")!;
  phone.value = "1380000";
  phone.dispatchEvent(new Event("input"));
}

function leave() {
  const button = [...document.querySelectorAll("button")].find(({ textContent }) => textContent === "退出");
  button!.click();
}

const shows = (text: string) => vi.waitFor(() => expect(document.body.textContent).toContain(text));

afterEach(() => {
  mounted?.unmount();
  vi.unstubAllGlobals();
  Object.assign(session, { state: "asking", who: null, expired: false, pending: 0 });
});

it("shows the sign-in page when the session had ended already", async () => {
  await enrolling(refusal(401, "unauthenticated", "请先登录"));
  leave();
  await shows("收银台登录");
  expect(session).toMatchObject({ state: "out", who: null, expired: false, pending: 0 });
});

it.each<[string, Response | "lost", string]>([
  ["a lost answer", "lost", "没有退出：网络不可用"],
  ["a refusal", refusal(503, "busy", "服务正忙"), "没有退出：服务正忙"],
])("after %s it says so and keeps the half-filled registration, until signing out works", async (_what, first, words) => {
  await enrolling(first, reply(204));
  leave();
  await shows(words);
  expect(document.querySelector<HTMLInputElement>(".enrol input")?.value).toBe("1380000");
  leave();
  await shows("收银台登录");
});

it("lets nobody out while a press is on its way", async () => {
  await enrolling();
  session.pending = 1;
  await nextTick();
  const out = [...document.querySelectorAll("button")].find(({ textContent }) => textContent === "退出");
  expect(out?.disabled).toBe(true);
  session.pending = 0;
  await nextTick();
  expect(out?.disabled).toBe(false);
});
