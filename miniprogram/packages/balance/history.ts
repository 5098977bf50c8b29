import { get, query } from "../../core/api";
import { listing, noList } from "../../core/list";
import { bare, dress, load } from "../../core/page";
import type { Balance, Entry, Page as Part } from "../../core/types";

Page({
  ...listing,
  data: { ...bare(), ...noList<Entry>(), asset: "", balances: [] as Balance[] },
  onLoad({ asset }: { asset?: string }) {
    dress(this, "history");
    this.setData({ asset: asset ?? "points" });
    void this.reload();
  },
  ask(cursor: string) {
    return get<Part<Entry>>(`/balances/${this.data.asset}/entries${query({ cursor })}`);
  },
  reload() {
    return load(this, async () => {
      const [{ items }, entries] = await Promise.all([get<Part<Balance>>("/balances"), this.ask("")]);
      // Counts come one to a service; their history is one.
      const balances = items.filter(({ asset }) => asset === this.data.asset);
      const [only, another] = balances;
      if (only && !another) wx.setNavigationBarTitle({ title: only.name });
      this.setData({ ...entries, balances });
    });
  },
});
