import type { Proof } from "../components/phone-proof/phone-proof";
import { get, post } from "./api";
import { load, press, say, type Bare } from "./page";
import { Problem } from "./problem";
import { store } from "./store";
import type { Me, PrivacyText } from "./types";

interface Form {
  proof: Proof | null;
  nickname: string;
  agreed: boolean;
  /** Of the privacy notice in force, which joining agrees to. */
  version: string;
}

interface Joining {
  data: Bare & Form;
  setData(data: Partial<Bare & Form>): void;
}

export const noForm = (): Form => ({ proof: null, nickname: "", agreed: false, version: "" });

/** What a page does on which somebody becomes a member, by registering or by being bound to one. */
export const joining = {
  reload(this: Joining) {
    return load(this, async () => this.setData({ version: (await get<PrivacyText>("/privacy")).version }));
  },
  proven(this: Joining, { detail }: WechatMiniprogram.CustomEvent<{ proof: Proof | null }>) {
    this.setData({ proof: detail.proof });
  },
  typeNickname(this: Joining, { detail }: WechatMiniprogram.Input) {
    this.setData({ nickname: detail.value });
  },
  agree(this: Joining, { detail }: WechatMiniprogram.SwitchChange) {
    this.setData({ agreed: detail.value });
  },
  readPrivacy() {
    wx.navigateTo({ url: "/packages/privacy/privacy" });
  },
};

/** Sends the form, if it is whole, and goes home. `meanwhile` is asked from the tap, as WeChat wants it. */
export function join(page: Joining, path: "/register" | "/bind", done: string, meanwhile?: () => Promise<void>): Promise<boolean> {
  return press(page, async () => {
    const body = whole(page.data);
    await meanwhile?.();
    const me = await post<Me>(path, body);
    store.me = me;
    if (store.session) store.session = { ...store.session, state: "member", nickname: me.nickname };
    wx.reLaunch({ url: "/pages/home/home" });
    say(done, "success");
  });
}

function whole({ proof, nickname, agreed, version, t }: Bare & Form): object {
  if (!proof) throw new Problem("phone_needed", t.form.phoneFirst, 0);
  if (!nickname.trim()) throw new Problem("nickname_needed", t.form.nicknameFirst, 0);
  if (!agreed) throw new Problem("consent_needed", t.form.agreeFirst, 0);
  return { ...proof, nickname: nickname.trim(), consent: version };
}
