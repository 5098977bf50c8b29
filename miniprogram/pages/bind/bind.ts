import type { Proof } from "../../components/phone-proof/phone-proof";
import { get } from "../../core/api";
import { join, type Proven } from "../../core/join";
import { bare, dress, load, press, say } from "../../core/page";
import { Problem } from "../../core/problem";
import type { Privacy } from "../../core/types";

Page({
  data: { ...bare(), proof: null as Proof | null, nickname: "", agreed: false, version: "" },
  onLoad() {
    dress(this, "bind");
    void this.reload();
  },
  reload() {
    return load(this, async () => this.setData({ version: (await get<Privacy>("/privacy")).version }));
  },
  proven({ detail }: Proven) {
    this.setData({ proof: detail.proof });
  },
  typeNickname({ detail }: WechatMiniprogram.Input) {
    this.setData({ nickname: detail.value });
  },
  agree({ detail }: WechatMiniprogram.SwitchChange) {
    this.setData({ agreed: detail.value });
  },
  readPrivacy() {
    wx.navigateTo({ url: "/packages/privacy/privacy" });
  },
  register() {
    wx.redirectTo({ url: "/pages/register/register" });
  },
  submit() {
    const { proof, nickname, agreed, version, t } = this.data;
    return press(this, async () => {
      if (!proof) throw new Problem("phone_needed", t.form.phoneFirst, 0);
      if (!nickname.trim()) throw new Problem("nickname_needed", t.form.nicknameFirst, 0);
      if (!agreed) throw new Problem("consent_needed", t.form.agreeFirst, 0);
      await join("/bind", { ...proof, nickname: nickname.trim(), consent: version });
      say(t.bind.done, "success");
    });
  },
});
