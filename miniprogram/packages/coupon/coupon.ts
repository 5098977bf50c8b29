import { get } from "../../core/api";
import { brighten, dim } from "../../core/bright";
import { bare, dress, load } from "../../core/page";
import type { CouponDetail } from "../../core/types";

Page({
  data: { ...bare(), id: "", coupon: null as CouponDetail | null, showing: false },
  onLoad({ id }: { id?: string }) {
    dress(this, "coupon");
    this.setData({ id: id ?? "" });
  },
  onShow() {
    void this.reload();
    if (this.data.showing) void brighten();
  },
  onHide: dim,
  onUnload: dim,
  reload() {
    return load(this, async () => this.setData({ coupon: await get<CouponDetail>(`/coupons/${this.data.id}`) }));
  },
  show() {
    this.setData({ showing: true });
    void brighten();
  },
  sale() {
    const sale = this.data.coupon?.used?.sale;
    if (sale) wx.navigateTo({ url: `/packages/purchase/purchase?id=${sale}` });
  },
});
