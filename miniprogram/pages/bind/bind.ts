import type { Proof } from "../../components/phone-proof/phone-proof";
import { join, type Proven } from "../../core/join";
import { bare, dress, press, say } from "../../core/page";
import { Problem } from "../../core/problem";

Page({
  data: { ...bare(), proof: null as Proof | null, nickname: "" },
  onLoad() {
    dress(this, "bind");
  },
  proven({ detail }: Proven) {
    this.setData({ proof: detail.proof });
  },
  typeNickname({ detail }: WechatMiniprogram.Input) {
    this.setData({ nickname: detail.value });
  },
  register() {
    wx.redirectTo({ url: "/pages/register/register" });
  },
  submit() {
    const { proof, nickname, t } = this.data;
    return press(this, async () => {
      if (!proof) throw new Problem("phone_needed", t.form.phoneFirst, 0);
      if (!nickname.trim()) throw new Problem("nickname_needed", t.form.nicknameFirst, 0);
      await join("/bind", { ...proof, nickname: nickname.trim() });
      say(t.bind.done, "success");
    });
  },
});
