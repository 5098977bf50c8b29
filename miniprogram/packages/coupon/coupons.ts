import { get, query } from "../../core/api";
import { listing, noList } from "../../core/list";
import { bare, dress, load } from "../../core/page";
import type { Coupon, Page as Part } from "../../core/types";

const TABS = ["usable", "used", "expired"] as const;
type Tab = (typeof TABS)[number];

Page({
  ...listing,
  data: { ...bare(), ...noList<Coupon>(), tab: "usable" as Tab, tabs: [] as { id: Tab; name: string }[] },
  onLoad({ state }: { state?: string }) {
    dress(this, "coupons");
    const names = this.data.t.coupons;
    this.setData({ tabs: TABS.map((id) => ({ id, name: names[id] })), tab: TABS.find((tab) => tab === state) ?? "usable" });
  },
  onShow() {
    void this.reload();
  },
  ask(cursor: string) {
    return get<Part<Coupon>>(`/coupons${query({ state: this.data.tab, cursor })}`);
  },
  reload() {
    const { tab } = this.data;
    return load(this, async () => {
      const fresh = await this.ask("");
      // Somebody may have gone on to another tab meanwhile.
      if (tab === this.data.tab) this.setData(fresh);
    });
  },
  choose({ currentTarget }: WechatMiniprogram.TouchEvent<object, object, { tab: Tab }>) {
    this.setData({ tab: currentTarget.dataset.tab, state: "loading", ...noList<Coupon>() });
    void this.reload();
  },
  open({ currentTarget }: WechatMiniprogram.TouchEvent<object, object, { id: string }>) {
    wx.navigateTo({ url: `/packages/coupon/coupon?id=${currentTarget.dataset.id}` });
  },
  offers() {
    wx.navigateTo({ url: "/packages/coupon/offers" });
  },
  activate() {
    wx.navigateTo({ url: "/packages/coupon/activate" });
  },
});
