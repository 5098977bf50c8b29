import { config } from "../config";
import { exchange } from "./api";
import { discard } from "./exported";
import { Problem } from "./problem";
import { store } from "./store";
import type { Session } from "./types";

const TOKEN = "token";
let underway: Promise<Session> | undefined;

export const token = (): string => wx.getStorageSync<string>(TOKEN) || "";

/** Signs in by `wx.login`; whoever asks meanwhile gets the same answer. */
export function signIn(): Promise<Session> {
  underway ??= login().finally(() => (underway = undefined));
  return underway;
}

/** Who this is, asked once. */
export const session = (): Promise<Session> => (store.session ? Promise.resolve(store.session) : signIn());

/** Nobody is signed in here any more, and nothing of theirs is left. */
export function forget(): void {
  wx.removeStorageSync(TOKEN);
  store.session = undefined;
  store.me = undefined;
  discard();
}

async function login(): Promise<Session> {
  const { code } = await wx.login().catch((fault: { errMsg?: string }) => {
    throw Problem.unreachable(fault.errMsg ?? "");
  });
  const { status, body } = await exchange("POST", "/mini/session", { appid: config.appid, code });
  if (status !== 200) throw Problem.fromReply(status, body);
  const fresh = body as { token: string; session: Session };
  wx.setStorageSync(TOKEN, fresh.token);
  store.session = fresh.session;
  return fresh.session;
}
