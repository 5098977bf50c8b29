import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type App, createApp, h, shallowRef } from "vue";
import { useBridge } from "./bridge.ts";

const GATEWAY = "http://127.0.0.1:8080";

let mounted: App;
let bridge: ReturnType<typeof useBridge>;
let page: { postMessage: ReturnType<typeof vi.fn> };
let verdict: string;
let asked: { url?: string }[];

/** The page calls its bridge; resolves with the answer it is given. */
async function call(name: string, about: object = {}, { url = `${GATEWAY}/m/wx1/`, source = page as unknown, origin = GATEWAY } = {}) {
  const before = page.postMessage.mock.calls.length;
  dispatchEvent(Object.assign(new Event("message"), { source, origin, data: { bridge: "ask", call: before + 1, name, about, url } }));
  return vi.waitFor(() => {
    const said = page.postMessage.mock.calls[before];
    if (!said) throw new Error("no answer");
    return said[0].answer as Record<string, unknown>;
  });
}

const config = () => call("preVerifyJSAPI", { verifyAppId: "wx1", verifyTimestamp: "1", verifyNonceStr: "n", verifySignature: "s", verifyJsApiList: ["scanQRCode"] });

beforeEach(() => {
  verdict = "config:ok";
  asked = [];
  page = { postMessage: vi.fn() };
  vi.stubGlobal("fetch", async (_path: string, { body }: RequestInit) => {
    asked.push(JSON.parse(String(body)));
    return new Response(JSON.stringify({ err_msg: verdict }));
  });
  mounted = createApp({
    setup() {
      bridge = useBridge(shallowRef({ contentWindow: page } as unknown as HTMLIFrameElement));
      return () => h("i");
    },
  });
  mounted.mount(document.createElement("div"));
});

afterEach(() => {
  mounted.unmount();
  vi.unstubAllGlobals();
});

it("does what a good signature allowed, once the phone's owner has answered", async () => {
  expect(await config()).toEqual({ err_msg: "config:ok" });
  const scanned = call("scanQRCode");
  await vi.waitFor(() => expect(bridge.wanted.value?.hand).toBe("scanQRCode"));
  bridge.wanted.value?.answer({ resultStr: "123" });
  expect(await scanned).toEqual({ err_msg: "scanQRCode:ok", resultStr: "123" });
  expect(bridge.wanted.value).toBeUndefined();
});

it("does nothing that was not asked for, nor anything after a bad signature or on another page", async () => {
  expect(await call("scanQRCode")).toEqual({ err_msg: "scanQRCode:permission denied" });
  await config();
  expect(await call("geoLocation")).toEqual({ err_msg: "geoLocation:permission denied" });
  expect(await call("chooseWXPay")).toEqual({ err_msg: "chooseWXPay:function_not_exist" });
  bridge.turn();
  expect(await call("scanQRCode")).toEqual({ err_msg: "scanQRCode:permission denied" });
  verdict = "config:invalid signature";
  expect(await config()).toEqual({ err_msg: "config:invalid signature" });
  expect(await call("scanQRCode")).toEqual({ err_msg: "scanQRCode:permission denied" });
});

it("goes by the address that the browser knows, whatever the page says", async () => {
  await call("preVerifyJSAPI", {}, { url: "http://elsewhere.example/m/wx1/" });
  expect(asked[0]?.url).toBe(GATEWAY);
});

it("hears nobody but the page in the frame", async () => {
  dispatchEvent(Object.assign(new Event("message"), { source: {}, origin: GATEWAY, data: { bridge: "ask", call: 1, name: "scanQRCode", about: {}, url: GATEWAY } }));
  await Promise.resolve();
  expect(page.postMessage).not.toHaveBeenCalled();
});
