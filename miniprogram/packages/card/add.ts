import { post } from "../../core/api";
import { bare, dress, press, say } from "../../core/page";
import { Problem } from "../../core/problem";
import { store } from "../../core/store";
import type { WalletCard } from "../../core/types";

Page({
  data: { ...bare(), number: "", asked: { number: "" }, code: "" },
  onLoad() {
    dress(this, "addCard");
  },
  type({ detail }: WechatMiniprogram.Input) {
    const number = detail.value.trim();
    this.setData({ number, asked: { number } });
  },
  typeCode({ detail }: WechatMiniprogram.CustomEvent<{ code: string }>) {
    this.setData({ code: detail.code });
  },
  submit() {
    const { number, code, t } = this.data;
    return press(this, async () => {
      if (!number) throw new Problem("number_needed", t.cards.first, 0);
      if (!code) throw new Problem("code_needed", t.form.codeFirst, 0);
      await post<WalletCard>("/cards", { number, sms_code: code });
      store.me = undefined;
      say(t.cards.done, "success");
      wx.navigateBack();
    });
  },
});
