import { onMounted, onScopeDispose, type Ref, shallowRef } from "vue";
import * as api from "./api.ts";

/** What a page asks of the phone's owner, by the names that WeChat's bridge has for it. */
const HANDS = ["scanQRCode", "geoLocation", "editAddress"] as const;
type Hand = (typeof HANDS)[number];

export interface Wanted {
  hand: Hand;
  /** The bridge's answer; without one it was turned down. */
  answer(said?: Record<string, unknown>): void;
}

/** A call of `WeixinJSBridge.invoke` in the page, as `bridge.js` of the sandbox passes it on. */
interface Ask {
  bridge: "ask";
  call: number;
  name: string;
  about: Record<string, unknown>;
  url: string;
}

type Said = { err_msg: string } & Record<string, unknown>;

const isHand = (name: string): name is Hand => HANDS.some((hand) => hand === name);

/** WeChat's side of the JS-SDK, for the page in a frame: only what a good signature allowed is done. */
export function useBridge(frame: Ref<HTMLIFrameElement | null>) {
  const wanted = shallowRef<Wanted>();
  let allowed: unknown[] = [];

  async function hear({ source, origin, data }: MessageEvent) {
    const page = frame.value?.contentWindow;
    if (!page || source !== page || (data as Ask | null)?.bridge !== "ask") return;
    const ask = data as Ask;
    const answer = await answerTo(ask, origin);
    page.postMessage({ bridge: "answer", call: ask.call, answer }, origin);
  }

  function answerTo({ name, about, url }: Ask, origin: string): Said | Promise<Said> {
    if (name === "preVerifyJSAPI") return verify(about, url.startsWith(`${origin}/`) ? url : origin);
    if (!isHand(name)) return { err_msg: `${name}:function_not_exist` };
    if (!allowed.includes(name)) return { err_msg: `${name}:permission denied` };
    if (wanted.value) return { err_msg: `${name}:fail` };
    return new Promise((resolve) => {
      const answer: Wanted["answer"] = (said) => {
        wanted.value = undefined;
        resolve({ ...said, err_msg: `${name}:${said ? "ok" : "cancel"}` });
      };
      wanted.value = { hand: name, answer };
    });
  }

  async function verify(about: Ask["about"], url: string): Promise<Said> {
    const verdict = await api
      .verify({
        appid: String(about.verifyAppId),
        url,
        timestamp: Number(about.verifyTimestamp),
        nonce_str: String(about.verifyNonceStr),
        signature: String(about.verifySignature),
      })
      .catch(() => ({ err_msg: "config:fail" }));
    const list = about.verifyJsApiList;
    allowed = verdict.err_msg === "config:ok" && Array.isArray(list) ? list : [];
    return verdict;
  }

  /** Another page is in the frame: what was allowed and asked belonged to the one before. */
  function turn() {
    allowed = [];
    wanted.value = undefined;
  }

  onMounted(() => addEventListener("message", hear));
  onScopeDispose(() => removeEventListener("message", hear));
  return { wanted, turn };
}
