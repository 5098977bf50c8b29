import { get, post } from "../../core/api";
import { forget } from "../../core/auth";
import { forgetCode } from "../../core/code";
import { bare, dress, load, press, say, sure } from "../../core/page";
import { Problem } from "../../core/problem";
import type { Leaving } from "../../core/types";

Page({
  data: { ...bare(), leaving: null as Leaving | null, code: "" },
  onLoad() {
    dress(this, "leave");
    void this.reload();
  },
  reload() {
    return load(this, async () => this.setData({ leaving: await get<Leaving>("/leave") }));
  },
  typeCode({ detail }: WechatMiniprogram.CustomEvent<{ code: string }>) {
    this.setData({ code: detail.code });
  },
  async submit() {
    const { code, t } = this.data;
    if (!code) return this.setData({ problem: new Problem("code_needed", t.form.codeFirst, 0) });
    if (!(await sure(t.leave.sure, t.leave.sureWords, t.leave.submit))) return;
    await press(this, async () => {
      await post<void>("/leave", { sms_code: code });
      forget();
      forgetCode();
      say(t.leave.done);
      wx.reLaunch({ url: "/pages/welcome/welcome" });
    });
  },
});
