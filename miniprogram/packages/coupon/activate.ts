import { post } from "../../core/api";
import { bare, dress, press, say } from "../../core/page";
import { Problem } from "../../core/problem";
import { store } from "../../core/store";
import type { Coupon } from "../../core/types";

Page({
  data: { ...bare(), number: "" },
  onLoad() {
    dress(this, "activate");
  },
  type({ detail }: WechatMiniprogram.Input) {
    this.setData({ number: detail.value });
  },
  async scan() {
    const scanned = await wx.scanCode({ scanType: ["qrCode", "barCode"] }).catch(() => undefined);
    if (scanned) this.setData({ number: scanned.result.trim(), problem: null });
  },
  submit() {
    const { number, t } = this.data;
    return press(this, async () => {
      if (!number.trim()) throw new Problem("number_needed", t.activate.first, 0);
      const coupon = await post<Coupon>("/coupons/activate", { number: number.trim() });
      store.me = undefined;
      say(t.activate.done, "success");
      wx.redirectTo({ url: `/packages/coupon/coupon?id=${coupon.id}` });
    });
  },
});
