import { words } from "../../core/words";

type Answer = (answer: { event: "agree" | "disagree"; buttonId?: string }) => void;
/** Whoever asked first waits with whoever asked after. */
const waiting: Answer[] = [];

/** WeChat holds back what reads personal data until its guidelines were agreed to; here is where that happens. */
Component({
  data: { open: false, t: words().consent },
  lifetimes: {
    attached() {
      this.setData({ t: words().consent });
      this.listen();
    },
  },
  pageLifetimes: {
    show() {
      this.listen();
    },
  },
  methods: {
    listen() {
      if (!wx.onNeedPrivacyAuthorization) return;
      // WeChat docs: the first argument is `resolve`; the typings know nothing of it.
      const ask = (resolve: Answer) => {
        waiting.push(resolve);
        this.setData({ open: true });
      };
      wx.onNeedPrivacyAuthorization(ask as never);
    },
    read() {
      wx.openPrivacyContract({});
    },
    agree() {
      this.answer({ event: "agree", buttonId: "agree-privacy" });
    },
    refuse() {
      this.answer({ event: "disagree" });
    },
    answer(answer: Parameters<Answer>[0]) {
      this.setData({ open: false });
      for (const resolve of waiting.splice(0)) resolve(answer);
    },
  },
});
