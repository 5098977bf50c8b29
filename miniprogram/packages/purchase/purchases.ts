import { get, query } from "../../core/api";
import { listing, noList } from "../../core/list";
import { bare, dress, load } from "../../core/page";
import type { Page as Part, Purchase } from "../../core/types";

Page({
  ...listing,
  data: { ...bare(), ...noList<Purchase>() },
  onLoad() {
    dress(this, "purchases");
    void this.reload();
  },
  ask(cursor: string) {
    return get<Part<Purchase>>(`/purchases${query({ cursor })}`);
  },
  reload() {
    return load(this, async () => this.setData(await this.ask("")));
  },
  open({ currentTarget }: WechatMiniprogram.TouchEvent<object, object, { id: string }>) {
    wx.navigateTo({ url: `/packages/purchase/purchase?id=${currentTarget.dataset.id}` });
  },
});
