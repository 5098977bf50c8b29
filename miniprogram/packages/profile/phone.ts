import { get, post, remove } from "../../core/api";
import { bare, dress, fill, load, press, say, sure } from "../../core/page";
import { Problem } from "../../core/problem";
import { store } from "../../core/store";
import type { PhoneState } from "../../core/types";

type Typed = WechatMiniprogram.CustomEvent<{ phone: string; code: string }>;

Page({
  data: { ...bare(), now: null as PhoneState | null, pending: "", phone: "", code: "", oldCode: "", withOld: true, ofNew: { which: "new" }, ofOld: { which: "old" } },
  onLoad() {
    dress(this, "phone");
    void this.reload();
  },
  reload() {
    return load(this, async () => this.show(await get<PhoneState>("/phone")));
  },
  show(now: PhoneState) {
    const { pending } = now;
    const words = pending ? fill(this.data.t.phone.pending, { phone: pending.phone_masked, time: pending.effective_text }) : "";
    this.setData({ now, pending: words });
  },
  typeNew({ detail }: Typed) {
    this.setData({ phone: detail.phone, code: detail.code });
  },
  typeOld({ detail }: Typed) {
    this.setData({ oldCode: detail.code });
  },
  swap({ detail }: WechatMiniprogram.SwitchChange) {
    this.setData({ withOld: detail.value });
  },
  submit() {
    const { phone, code, oldCode, withOld, t } = this.data;
    return press(this, async () => {
      if (!phone) throw new Problem("phone_needed", t.form.phoneFirst, 0);
      if (!code || (withOld && !oldCode)) throw new Problem("code_needed", t.form.codeFirst, 0);
      const now = await post<PhoneState>("/phone", { phone, sms_code: code, ...(withOld ? { old_sms_code: oldCode } : {}) });
      store.me = undefined;
      this.show(now);
      say(now.pending ? t.phone.waits : t.phone.done, "success");
    });
  },
  async cancel() {
    const { t } = this.data;
    if (!(await sure(t.phone.cancel, t.phone.cancelSure, t.common.confirm))) return;
    await press(this, async () => {
      await remove("/phone/pending");
      this.show(await get<PhoneState>("/phone"));
      say(t.phone.cancelled);
    });
  },
});
