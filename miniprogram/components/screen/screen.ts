import type { Problem } from "../../core/problem";
import { words } from "../../core/words";

/** A page's content once it is there; until then that it is coming, or why it is not. */
Component({
  properties: {
    state: { type: String, value: "loading" },
    problem: { type: Object, value: null as unknown as Problem },
  },
  data: { t: words().common },
  lifetimes: {
    attached() {
      this.setData({ t: words().common });
    },
  },
  methods: {
    retry() {
      this.triggerEvent("retry");
    },
  },
});
