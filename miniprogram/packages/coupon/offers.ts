import { grouped } from "../../core/amount";
import { get, post, query } from "../../core/api";
import { listing, noList } from "../../core/list";
import { bare, dress, load, press, say } from "../../core/page";
import { Problem } from "../../core/problem";
import { store as known } from "../../core/store";
import { mayTell } from "../../core/tell";
import type { Coupon, Offer, Page as Part, Store } from "../../core/types";

/** What a refusal says of the offer itself. */
const SAYS: Record<string, Offer["state"]> = { coupon_sold_out: "sold_out", coupon_limit_reached: "claimed" };

/** An offer and what its button says. */
type Shown = Offer & { claim_text: string; left_text: string };

Page({
  ...listing,
  data: { ...bare(), ...noList<Shown>(), stores: [] as Store[], names: [] as string[], chosen: 0, near: false, store: null as Store | null },
  onLoad({ store }: { store?: string }) {
    dress(this, "offers");
    void this.open(store ?? "");
  },
  open(store: string) {
    return load(this, async () => {
      const { items } = await get<Part<Store>>("/stores");
      this.list(items, store);
      await this.fill();
    });
  },
  reload() {
    return this.data.stores.length === 0 ? this.open("") : load(this, () => this.fill());
  },
  /** Shows these stores, and keeps to the one that was chosen. */
  list(stores: Store[], store: string) {
    const at = stores.findIndex(({ id }) => id === store) + 1;
    const names = stores.map(({ name, distance_text }) => (distance_text ? `${name} · ${distance_text}` : name));
    this.setData({ stores, names: [this.data.t.offers.allStores, ...names], chosen: at, store: stores[at - 1] ?? null });
  },
  async ask(cursor: string): Promise<Part<Shown>> {
    const { items, next } = await get<Part<Offer>>(`/offers${query({ store: this.data.store?.id, cursor })}`);
    return { items: items.map((offer) => this.shown(offer)), next };
  },
  shown(offer: Offer): Shown {
    const t = this.data.t.offers;
    const says = { available: t.claim, claimed: t.toMine, sold_out: t.soldOut, not_started: t.notStarted, ended: t.ended };
    const left = offer.state === "available" ? t.left.replace("{n}", grouped(offer.remaining)) : "";
    return { ...offer, claim_text: says[offer.state], left_text: left };
  },
  async fill() {
    this.setData(await this.ask(""));
  },
  chooseStore({ detail }: WechatMiniprogram.PickerChange) {
    const chosen = Number(detail.value);
    this.setData({ chosen, store: this.data.stores[chosen - 1] ?? null });
    void load(this, () => this.fill());
  },
  /** The nearest first; whoever will not say where they are keeps the list as it is. */
  async sort() {
    const { t, store } = this.data;
    const place = await wx.getLocation({ type: "gcj02" }).catch(() => undefined);
    if (!place) return say(t.offers.nearRefused);
    await press(this, async () => {
      const { latitude, longitude } = place;
      const { items } = await post<Part<Store>>("/stores/nearby", { latitude, longitude });
      this.list(items, store?.id ?? "");
      this.setData({ near: true });
    });
  },
  call() {
    const { store } = this.data;
    if (store?.phone) wx.makePhoneCall({ phoneNumber: store.phone, fail: () => undefined });
  },
  async act({ currentTarget }: WechatMiniprogram.TouchEvent<object, object, { id: string }>) {
    const { id } = currentTarget.dataset;
    const offer = this.data.items.find((one) => one.id === id);
    if (!offer) return;
    if (offer.state === "claimed") return void wx.navigateTo({ url: "/packages/coupon/coupons" });
    await press(this, () => this.claim(offer));
  },
  async claim(offer: Offer) {
    await mayTell("claimed");
    try {
      await post<Coupon>(`/offers/${offer.id}/claim`);
    } catch (thrown) {
      const state = SAYS[Problem.from(thrown).code];
      if (state) this.change({ ...offer, state });
      throw thrown;
    }
    const mine = offer.mine + 1;
    this.change({ ...offer, mine, remaining: Math.max(0, offer.remaining - 1), state: mine >= offer.per_member ? "claimed" : offer.state });
    known.me = undefined;
    say(this.data.t.offers.done, "success");
  },
  change(offer: Offer) {
    this.setData({ items: this.data.items.map((one) => (one.id === offer.id ? this.shown(offer) : one)) });
  },
  activate() {
    wx.navigateTo({ url: "/packages/coupon/activate" });
  },
});
