import { post } from "../../core/api";
import { fill } from "../../core/page";
import { Problem } from "../../core/problem";
import { words } from "../../core/words";

/** What proves a phone: WeChat's word for it, or a code that was sent to it. */
export type Proof = { phone_proof: string } | { phone: string; sms_code: string };

/** A phone, proven by WeChat's button, or by SMS. Tells `change` with the proof, or with null while there is none. */
Component({
  properties: {
    purpose: { type: String, value: "register" },
  },
  data: { t: words().form, body: {} as Record<string, string>, bySms: false, done: "", busy: false, problem: null as Problem | null },
  lifetimes: {
    attached() {
      this.setData({ t: words().form, body: { purpose: this.data.purpose } });
    },
  },
  methods: {
    async byWechat({ detail }: WechatMiniprogram.CustomEvent<{ code?: string }>) {
      if (!detail.code) return this.setData({ problem: new Problem("phone_refused", this.data.t.phoneRefused, 0) });
      this.setData({ busy: true, problem: null });
      try {
        const proven = await post<{ phone_masked: string; phone_proof: string }>("/mini/phone", { code: detail.code });
        this.setData({ done: fill(this.data.t.wechatPhoneDone, { phone: proven.phone_masked }) });
        this.tell({ phone_proof: proven.phone_proof });
      } catch (thrown) {
        this.setData({ problem: Problem.from(thrown) });
      } finally {
        this.setData({ busy: false });
      }
    },
    swap() {
      this.setData({ bySms: !this.data.bySms, done: "", problem: null });
      this.tell(null);
    },
    typed({ detail }: WechatMiniprogram.CustomEvent<{ phone: string; code: string }>) {
      this.tell(detail.phone && detail.code ? { phone: detail.phone, sms_code: detail.code } : null);
    },
    tell(proof: Proof | null) {
      this.triggerEvent("change", { proof });
    },
  },
});
