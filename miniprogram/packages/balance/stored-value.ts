import { get, query } from "../../core/api";
import { listing, noList } from "../../core/list";
import { bare, dress, load } from "../../core/page";
import type { Balance, Entry, Page as Part, TopUpOffer } from "../../core/types";

Page({
  ...listing,
  data: { ...bare(), ...noList<Entry>(), balance: null as Balance | null, offers: [] as TopUpOffer[], howTo: "" },
  onLoad() {
    dress(this, "value");
    void this.reload();
  },
  ask(cursor: string) {
    return get<Part<Entry>>(`/balances/stored_value/entries${query({ cursor })}`);
  },
  reload() {
    return load(this, async () => {
      const offers = get<{ items: TopUpOffer[]; how_text: string }>("/top-up-offers");
      const [{ items }, { items: tops, how_text }, entries] = await Promise.all([get<Part<Balance>>("/balances"), offers, this.ask("")]);
      const balance = items.find(({ asset }) => asset === "stored_value") ?? null;
      this.setData({ ...entries, balance, offers: tops, howTo: how_text });
    });
  },
});
