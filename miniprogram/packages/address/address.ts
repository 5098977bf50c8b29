import { get, post, put } from "../../core/api";
import { bare, dress, load, press, say } from "../../core/page";
import { Problem } from "../../core/problem";
import type { Address } from "../../core/types";

const EMPTY = { name: "", phone: "", region: [] as string[], detail: "", postal_code: "", is_default: false };
type Text = "name" | "phone" | "detail" | "postal_code";

Page({
  data: { ...bare(), id: "", form: EMPTY },
  onLoad({ id }: { id?: string }) {
    dress(this, "address");
    this.setData({ id: id ?? "" });
    void this.reload();
  },
  reload() {
    return load(this, async () => {
      const { id } = this.data;
      if (!id) return;
      const { items } = await get<{ items: Address[] }>("/addresses");
      const known = items.find((one) => one.id === id);
      if (!known) return void wx.navigateBack();
      const { name, phone, region, detail, postal_code, is_default } = known;
      this.setData({ form: { name, phone, region, detail, postal_code: postal_code ?? "", is_default } });
    });
  },
  type({ detail, currentTarget }: WechatMiniprogram.CustomEvent<{ value: string }, object, { field: Text }>) {
    this.setData({ form: { ...this.data.form, [currentTarget.dataset.field]: detail.value } });
  },
  chooseRegion({ detail }: WechatMiniprogram.PickerChange) {
    this.setData({ form: { ...this.data.form, region: detail.value as string[] } });
  },
  chooseDefault({ detail }: WechatMiniprogram.SwitchChange) {
    this.setData({ form: { ...this.data.form, is_default: detail.value } });
  },
  async fromWechat() {
    const chosen = await wx.chooseAddress().catch(() => undefined);
    if (!chosen) return say(this.data.t.addresses.wechatRefused);
    const { userName, telNumber, provinceName, cityName, countyName, detailInfo, postalCode } = chosen;
    const region = [provinceName, cityName, countyName];
    this.setData({ form: { ...this.data.form, name: userName, phone: telNumber, region, detail: detailInfo, postal_code: postalCode } });
  },
  save() {
    const { id, form, t } = this.data;
    return press(this, async () => {
      if (form.region.length === 0) throw new Problem("region_needed", t.addresses.regionFirst, 0);
      const body = { ...form, postal_code: form.postal_code.trim() || null };
      if (id) await put(`/addresses/${id}`, body);
      else await post("/addresses", body);
      say(t.common.saved, "success");
      wx.navigateBack();
    });
  },
});
