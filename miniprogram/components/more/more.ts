import { words } from "../../core/words";

/** The foot of a list: more of it, or that there is no more. */
Component({
  properties: {
    next: { type: String, value: "" },
    busy: { type: Boolean, value: false },
  },
  data: { t: words().common },
  lifetimes: {
    attached() {
      this.setData({ t: words().common });
    },
  },
  methods: {
    more() {
      this.triggerEvent("more");
    },
  },
});
