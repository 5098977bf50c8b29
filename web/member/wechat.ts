import * as api from "./api";
import { landing } from "./place";
import type { JsSdk } from "./types";

/** What we use of WeChat's JS-SDK (WeChat docs, JS-SDK). */
interface Sdk {
  config(setup: { appId: string; timestamp: number; nonceStr: string; signature: string; jsApiList: string[] }): void;
  ready(told: () => void): void;
  error(told: (why: { errMsg: string }) => void): void;
  scanQRCode(call: Call<{ resultStr: string }> & { needResult: 1; scanType: string[] }): void;
  getLocation(call: Call<{ latitude: number; longitude: number }> & { type: "gcj02" }): void;
  openAddress(call: Call<WechatAddress>): void;
}

interface Call<Answer> {
  success(answer: Answer): void;
  fail(why: unknown): void;
  cancel(why: unknown): void;
}

/** An entry of the member's address book in WeChat. */
export interface WechatAddress {
  userName: string;
  telNumber: string;
  provinceName: string;
  cityName: string;
  /** The district, whatever its name says. */
  countryName: string;
  detailInfo: string;
  postalCode?: string;
}

export interface Point {
  latitude: number;
  longitude: number;
}

const FUNCTIONS = ["scanQRCode", "getLocation", "openAddress"];
/** WeChat's answer to `config` may never come. */
const READY_WITHIN_MS = 8_000;

export const inWechat = () => /MicroMessenger/i.test(navigator.userAgent);
const onApple = () => /iPhone|iPad|iPod/i.test(navigator.userAgent);

/**
 * The address that the signature is for. WeChat on iOS goes on checking the address the page was opened at, however
 * far the router has gone since; elsewhere it is the one in sight.
 */
export function addressToSign(apple = onApple()): string {
  return apple ? landing : location.href.replace(/#.*/, "");
}

let opened: { address: string; sdk: Promise<Sdk> } | undefined;

/** WeChat's functions, allowed on the page in sight. */
function open(): Promise<Sdk> {
  const address = addressToSign();
  if (opened?.address !== address) {
    const sdk = configured(address);
    opened = { address, sdk };
    sdk.catch(() => (opened = undefined));
  }
  return opened.sdk;
}

async function configured(address: string): Promise<Sdk> {
  const [{ default: loaded }, signed] = await Promise.all([import("weixin-js-sdk"), api.jssdk(address)]);
  const sdk = loaded as unknown as Sdk;
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error("config: no answer")), READY_WITHIN_MS);
    sdk.ready(() => (clearTimeout(late), resolve()));
    sdk.error((why) => (clearTimeout(late), reject(new Error(why.errMsg))));
    sdk.config(setupOf(signed));
  });
  return sdk;
}

function setupOf({ app_id, timestamp, nonce_str, signature }: JsSdk) {
  return { appId: app_id, timestamp, nonceStr: nonce_str, signature, jsApiList: FUNCTIONS };
}

/** One call; `undefined` when the member turned it down, or WeChat did. */
async function ask<Answer>(start: (sdk: Sdk, call: Call<Answer>) => void): Promise<Answer | undefined> {
  try {
    const sdk = await open();
    return await new Promise((success) => {
      const nothing = () => success(undefined);
      start(sdk, { success, fail: nothing, cancel: nothing });
    });
  } catch (thrown) {
    console.warn(thrown);
    return undefined;
  }
}

/** The digits and letters of a QR code or barcode that the member scans. */
export async function scan(): Promise<string | undefined> {
  const read = await ask<{ resultStr: string }>((sdk, call) =>
    sdk.scanQRCode({ ...call, needResult: 1, scanType: ["qrCode", "barCode"] }),
  );
  // A barcode comes as `CODE_128,12345`.
  return read?.resultStr.split(",").pop()?.trim();
}

/** Where the member is, in GCJ-02. */
export const locate = () => ask<Point>((sdk, call) => sdk.getLocation({ ...call, type: "gcj02" }));

/** An address out of the member's own book in WeChat. */
export const pickAddress = () => ask<WechatAddress>((sdk, call) => sdk.openAddress(call));
