import { get } from "../../core/api";
import { bare, dress, load } from "../../core/page";
import type { PurchaseDetail } from "../../core/types";

Page({
  data: { ...bare(), id: "", purchase: null as PurchaseDetail | null },
  onLoad({ id }: { id?: string }) {
    dress(this, "purchase");
    this.setData({ id: id ?? "" });
    void this.reload();
  },
  reload() {
    return load(this, async () => this.setData({ purchase: await get<PurchaseDetail>(`/purchases/${this.data.id}`) }));
  },
});
