import { get } from "../../core/api";
import { bare, dress, load } from "../../core/page";
import type { Balance, Page as Part } from "../../core/types";

Page({
  data: { ...bare(), items: [] as Balance[] },
  onLoad() {
    dress(this, "balances");
  },
  onShow() {
    void this.reload();
  },
  onPullDownRefresh() {
    void this.reload();
  },
  reload() {
    return load(this, async () => this.setData({ items: (await get<Part<Balance>>("/balances")).items }));
  },
  open({ currentTarget }: WechatMiniprogram.TouchEvent<object, object, { asset: string }>) {
    const { asset } = currentTarget.dataset;
    wx.navigateTo({ url: asset === "stored_value" ? "/packages/balance/stored-value" : `/packages/balance/history?asset=${asset}` });
  },
});
