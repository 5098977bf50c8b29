import { get } from "../../core/api";
import { session } from "../../core/auth";
import { bare, dress, load, welcome } from "../../core/page";
import { store } from "../../core/store";
import type { Me, PrivacyText } from "../../core/types";
import { words } from "../../core/words";

const ENTRIES = [
  { name: "offers", icon: "gift", url: "/packages/coupon/offers" },
  { name: "coupons", icon: "ticket", url: "/packages/coupon/coupons" },
  { name: "purchases", icon: "list", url: "/packages/purchase/purchases" },
  { name: "benefits", icon: "crown", url: "/packages/profile/benefits" },
  { name: "cards", icon: "wallet", url: "/packages/card/cards" },
  { name: "value", icon: "coin", url: "/packages/balance/stored-value" },
  { name: "addresses", icon: "pin", url: "/packages/address/addresses" },
  { name: "profile", icon: "person", url: "/packages/profile/profile" },
] as const;

/** A store's code brings people here as `s=<store>`, meaning its coupons. */
const storeOf = (scene: string | undefined) => /^s=(sto_\w+)$/.exec(decodeURIComponent(scene ?? ""))?.[1];

Page({
  data: { ...bare(), me: null as Me | null, member: false, needsConsent: false, entries: ENTRIES.map((entry) => ({ ...entry, title: "" })) },
  onLoad({ scene }: { scene?: string }) {
    dress(this, "home");
    const names = words().home;
    this.setData({ me: store.me ?? null, entries: ENTRIES.map((entry) => ({ ...entry, title: names[entry.name] })) });
    store.wanted = storeOf(scene) ?? store.wanted;
  },
  onShow() {
    void this.reload();
  },
  onPullDownRefresh() {
    void this.reload();
  },
  reload() {
    return load(this, async () => {
      if ((await session()).state === "visitor" && !store.me) return welcome();
      this.setData({ member: true });
      store.me = await get<Me>("/me");
      this.setData({ me: store.me });
      void this.askConsent();
      const { wanted } = store;
      store.wanted = undefined;
      if (wanted) wx.navigateTo({ url: `/packages/coupon/offers?store=${wanted}` });
    });
  },
  async askConsent() {
    // What is not known is asked next time: nobody is kept from the card.
    const privacy = await get<PrivacyText>("/privacy").catch(() => null);
    if (privacy) this.setData({ needsConsent: privacy.needs_consent });
  },
  open({ currentTarget }: WechatMiniprogram.TouchEvent<object, object, { url: string }>) {
    wx.navigateTo({ url: currentTarget.dataset.url });
  },
});
