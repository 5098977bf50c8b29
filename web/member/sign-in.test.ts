import { beforeEach, expect, test } from "vitest";
import { appidOf } from "./place";
import { SignInGuard, startUrl } from "./sign-in";

let time: number;
let memory: Storage;

const guard = () => new SignInGuard(memory, () => time);
/** A page load that finds nobody signed in. */
const leaveOnce = () => {
  expect(guard().mayLeave()).toBe(true);
  guard().leave();
};

beforeEach(() => {
  time = 1_800_000_000_000;
  sessionStorage.clear();
  memory = sessionStorage;
});

test("coming back from WeChat without a session does not start another round", () => {
  leaveOnce();
  time += 2_000;
  expect(guard().mayLeave()).toBe(false);
});

test("a sign-in that worked may be followed by another when the session ends", () => {
  leaveOnce();
  guard().arrived();
  time += 1_000;
  expect(guard().mayLeave()).toBe(true);
});

test("sign-ins that work over and over within a minute stop all the same", () => {
  for (let round = 0; round < 5; round += 1) {
    leaveOnce();
    guard().arrived();
    time += 1_000;
  }
  expect(guard().mayLeave()).toBe(false);
  time += 60_000;
  expect(guard().mayLeave()).toBe(true);
});

test("a round begun long ago and abandoned does not block today's", () => {
  leaveOnce();
  time += 5 * 60_000 + 1;
  expect(guard().mayLeave()).toBe(true);
});

test("the visitor's own try again is always allowed", () => {
  leaveOnce();
  guard().forget();
  expect(guard().mayLeave()).toBe(true);
});

test("where the tab has no memory, nothing happens without being asked", () => {
  expect(new SignInGuard(undefined).mayLeave()).toBe(false);
});

test("what was kept and is not ours to read counts as nothing", () => {
  memory.setItem("kabao:sign-ins", "{not json");
  memory.setItem("kabao:left-for-sign-in", "yesterday");
  expect(guard().mayLeave()).toBe(true);
});

test("the start address carries the deep link whole", () => {
  const url = new URL(startUrl("wx00000000000000a1", "/m/wx00000000000000a1/coupons?state=used", "snsapi_base"), "http://x");
  expect(url.pathname).toBe("/v1/member/oauth/wx00000000000000a1/start");
  expect(url.searchParams.get("to")).toBe("/m/wx00000000000000a1/coupons?state=used");
  expect(url.searchParams.get("scope")).toBe("snsapi_base");
});

test("a deep link the gateway would not send anybody back to becomes the home page", () => {
  for (const odd of ["?q=a+b", "?q=%2e%2e", "?q=<b>", "//evil", `?q=${"a".repeat(512)}`]) {
    const url = new URL(startUrl("wx00000000000000a1", `/m/wx00000000000000a1/${odd}`, "snsapi_base"), "http://x");
    expect(url.searchParams.get("to")).toBe("/m/wx00000000000000a1/");
  }
});

test("the appid comes from the path and from nothing else", () => {
  expect(appidOf("/m/wx00000000000000a1/")).toBe("wx00000000000000a1");
  expect(appidOf("/m/wx00000000000000a1")).toBe("wx00000000000000a1");
  expect(appidOf("/m/wx00000000000000a1/offers")).toBe("wx00000000000000a1");
  for (const path of ["/m", "/m/", "/m/offers", "/m/wx../x", "/office/wx00000000000000a1/"]) expect(appidOf(path)).toBeUndefined();
});
