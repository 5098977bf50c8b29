import { get, post, put } from "../../core/api";
import { forgetCode } from "../../core/code";
import { bare, dress, load, press, say, sure } from "../../core/page";
import { store } from "../../core/store";
import type { Page as Part, WalletCard } from "../../core/types";

type Tap = WechatMiniprogram.TouchEvent<object, object, { id: string }>;

Page({
  data: { ...bare(), items: [] as WalletCard[] },
  onLoad() {
    dress(this, "cards");
  },
  onShow() {
    void this.reload();
  },
  onPullDownRefresh() {
    void this.reload();
  },
  reload() {
    return load(this, async () => this.setData({ items: (await get<Part<WalletCard>>("/cards")).items }));
  },
  add() {
    wx.navigateTo({ url: "/packages/card/add" });
  },
  async makePrimary({ currentTarget }: Tap) {
    const t = this.data.t.cards;
    if (!(await sure(t.primarySure, t.primaryWords, t.makePrimary))) return;
    const done = await press(this, async () => void (await post(`/cards/${currentTarget.dataset.id}/primary`)));
    // Also when the answer was lost: the card may have changed all the same.
    store.me = undefined;
    forgetCode();
    if (done) say(t.primaryDone, "success");
    await this.reload();
  },
  async rename({ currentTarget }: Tap) {
    const { t, items } = this.data;
    const card = items.find(({ id }) => id === currentTarget.dataset.id);
    if (!card) return;
    const { confirm, content } = await wx.showModal({ title: t.cards.rename, content: card.name, editable: true, placeholderText: t.cards.nameHint, confirmText: t.common.save, cancelText: t.common.cancel });
    if (!confirm) return;
    const done = await press(this, async () => void (await put(`/cards/${card.id}`, { name: (content ?? "").trim() })));
    if (done) say(t.common.saved, "success");
    await this.reload();
  },
});
