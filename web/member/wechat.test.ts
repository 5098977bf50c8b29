import { beforeEach, expect, test, vi } from "vitest";
import { HOME, playGateway } from "./gateway.fixture";

/** What the member does with WeChat's window, by the bridge's name of it. */
let hand: Record<string, object>;
let asked: ReturnType<typeof playGateway>;

/** WeChat's own side of the JS-SDK. */
const bridge = {
  invoke(name: string, _what: unknown, tell: (answer: object) => void) {
    setTimeout(() => tell({ err_msg: `${name}:ok`, ...hand[name] }));
  },
  on() {},
};

/** The real SDK, on a page opened at `path`; iOS goes by the address it was opened at. */
async function enter(path: string, agent = "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0.50") {
  vi.resetModules();
  vi.stubGlobal("jWeixin", undefined);
  vi.stubGlobal("WeixinJSBridge", bridge);
  vi.spyOn(navigator, "userAgent", "get").mockReturnValue(agent);
  asked = playGateway({ "/jssdk": "jssdk" });
  history.replaceState(null, "", HOME + path);
  return import("./wechat");
}

beforeEach(() => {
  hand = {};
});

test("a barcode is read without the name of its kind (CPN-02)", async () => {
  const { scan } = await enter("/coupons/activate");
  hand.scanQRCode = { resultStr: "CODE_128,AB123456" };
  expect(await scan()).toBe("AB123456");
  expect(asked).toHaveLength(1);
  expect(new URLSearchParams(asked[0]?.query).get("url")).toBe(`${location.origin}${HOME}/coupons/activate`);
});

test("whoever turns the question down is not asked for an explanation", async () => {
  const { locate } = await enter("/offers");
  hand.geoLocation = { err_msg: "geoLocation:cancel" };
  expect(await locate()).toBeUndefined();
});

test("an address comes out of WeChat's own book (PRF-07)", async () => {
  const { pickAddress } = await enter("/addresses/new");
  const { fromWechat } = await import("./address");
  hand.editAddress = {
    userName: "王小满",
    telNumber: "138 0000 0001",
    proviceFirstStageName: "浙江省",
    addressCitySecondStageName: "杭州市",
    addressCountiesThirdStageName: "上城区",
    addressDetailInfo: "人民路 18 号",
    addressPostalCode: "310000",
  };
  const picked = await pickAddress();
  expect(picked && fromWechat(picked)).toEqual({
    name: "王小满",
    phone: "13800000001",
    region: "浙江省 杭州市 上城区",
    detail: "人民路 18 号",
    postal_code: "310000",
  });
});

test("on iOS the landing address is signed however far the router has gone", async () => {
  const { addressToSign } = await enter("/?from=menu", "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger/8.0.50");
  history.pushState(null, "", `${HOME}/coupons/activate#top`);
  expect(addressToSign()).toBe(`${location.origin}${HOME}/?from=menu`);
  expect(addressToSign(false)).toBe(`${location.origin}${HOME}/coupons/activate`);
});

test("a refused signature is no answer at all", async () => {
  const { scan } = await enter("/coupons/activate");
  playGateway({ "/jssdk": "problem.unavailable" });
  const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
  expect(await scan()).toBeUndefined();
  expect(warned).toHaveBeenCalledOnce();
});
