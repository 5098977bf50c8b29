import { post } from "../../core/api";
import { fill } from "../../core/page";
import { Problem } from "../../core/problem";
import { words } from "../../core/words";
import type { SmsSent } from "../../core/types";

const A_SECOND_MS = 1_000;
const ticking = new WeakMap<object, number>();

/** A phone, where one is asked for, and the code that was sent to it. Tells `change` with both, as they are typed. */
Component({
  properties: {
    /** Where the code is asked for, such as `/sms`. */
    path: { type: String, value: "/sms" },
    /** What else that asks, beside the phone. */
    body: { type: Object, value: {} as Record<string, unknown> },
    /** Whose phone it is, is known: only the code is asked for. */
    known: { type: Boolean, value: false },
    label: { type: String, value: "" },
  },
  data: { t: words().form, phone: "", code: "", sent: "", left: 0, busy: false, problem: null as Problem | null },
  lifetimes: {
    attached() {
      this.setData({ t: words().form });
    },
    detached() {
      clearInterval(ticking.get(this) ?? 0);
    },
  },
  methods: {
    typePhone({ detail }: WechatMiniprogram.Input) {
      this.setData({ phone: detail.value });
      this.tell();
    },
    typeCode({ detail }: WechatMiniprogram.Input) {
      this.setData({ code: detail.value });
      this.tell();
    },
    tell() {
      this.triggerEvent("change", { phone: this.data.phone.trim(), code: this.data.code.trim() });
    },
    async send() {
      const { known, phone, body, path, t } = this.data;
      if (!known && !phone.trim()) return this.setData({ problem: new Problem("phone_needed", t.phoneFirst, 0) });
      this.setData({ busy: true, problem: null });
      try {
        const sent = await post<SmsSent>(path, known ? body : { ...body, phone: phone.trim() });
        this.setData({ sent: fill(t.sentTo, { phone: sent.phone_masked }) });
        this.wait(sent.retry_after_s);
      } catch (thrown) {
        const problem = Problem.from(thrown);
        this.setData({ problem });
        if (typeof problem.extra.retry_after_s === "number") this.wait(problem.extra.retry_after_s);
      } finally {
        this.setData({ busy: false });
      }
    },
    /** Counts down to when another code may be asked for. */
    wait(seconds: number) {
      clearInterval(ticking.get(this) ?? 0);
      this.setData({ left: seconds });
      const timer = setInterval(() => {
        this.setData({ left: Math.max(0, this.data.left - 1) });
        if (this.data.left === 0) clearInterval(timer);
      }, A_SECOND_MS);
      ticking.set(this, timer);
    },
  },
});
