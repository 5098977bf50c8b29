import { get, post, remove } from "../../core/api";
import { bare, dress, load, press, say, sure } from "../../core/page";
import type { Address } from "../../core/types";

type Tap = WechatMiniprogram.TouchEvent<object, object, { id: string }>;

Page({
  data: { ...bare(), items: [] as Address[] },
  onLoad() {
    dress(this, "addresses");
  },
  onShow() {
    void this.reload();
  },
  onPullDownRefresh() {
    void this.reload();
  },
  reload() {
    return load(this, async () => this.setData({ items: (await get<{ items: Address[] }>("/addresses")).items }));
  },
  add() {
    wx.navigateTo({ url: "/packages/address/address" });
  },
  edit({ currentTarget }: Tap) {
    wx.navigateTo({ url: `/packages/address/address?id=${currentTarget.dataset.id}` });
  },
  async setDefault({ currentTarget }: Tap) {
    await press(this, async () => void (await post(`/addresses/${currentTarget.dataset.id}/default`)));
    await this.reload();
  },
  async remove({ currentTarget }: Tap) {
    const { t } = this.data;
    const address = this.data.items.find(({ id }) => id === currentTarget.dataset.id);
    if (!address || !(await sure(t.addresses.removeSure, address.text, t.common.remove))) return;
    if (await press(this, () => remove(`/addresses/${address.id}`))) say(t.common.removed);
    await this.reload();
  },
});
