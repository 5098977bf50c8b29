import { post } from "./api";
import { store } from "./store";
import type { Me } from "./types";
import type { Proof } from "../components/phone-proof/phone-proof";

/** What `phone-proof` tells. */
export type Proven = WechatMiniprogram.CustomEvent<{ proof: Proof | null }>;

/** Becomes a member, by registering or by being bound to one, and goes home. */
export async function join(path: "/register" | "/bind", body: Proof & { nickname: string; consent: string }): Promise<void> {
  const me = await post<Me>(path, body);
  store.me = me;
  if (store.session) store.session = { ...store.session, state: "member", nickname: me.nickname };
  wx.reLaunch({ url: "/pages/home/home" });
}
