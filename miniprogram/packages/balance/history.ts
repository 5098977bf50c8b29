import { get, query } from "../../core/api";
import { further, noList } from "../../core/list";
import { bare, dress, load } from "../../core/page";
import type { Balance, Entry, Page as Part } from "../../core/types";

Page({
  data: { ...bare(), ...noList<Entry>(), asset: "", balance: null as Balance | null },
  onLoad({ asset }: { asset?: string }) {
    dress(this, "history");
    this.setData({ asset: asset ?? "points" });
    void this.reload();
  },
  onPullDownRefresh() {
    void this.reload();
  },
  onReachBottom() {
    void this.more();
  },
  ask(cursor: string) {
    return get<Part<Entry>>(`/balances/${this.data.asset}/entries${query({ cursor })}`);
  },
  reload() {
    return load(this, async () => {
      const [{ items }, entries] = await Promise.all([get<Part<Balance>>("/balances"), this.ask("")]);
      const balance = items.find(({ asset }) => asset === this.data.asset) ?? null;
      if (balance) wx.setNavigationBarTitle({ title: balance.name });
      this.setData({ ...entries, balance });
    });
  },
  more() {
    return further(this, (cursor) => this.ask(cursor));
  },
});
