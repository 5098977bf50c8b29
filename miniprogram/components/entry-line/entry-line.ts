import type { Entry } from "../../core/types";

/** One line of a balance's history; one that a purchase made opens it. */
Component({
  properties: {
    entry: { type: Object, value: null as unknown as Entry },
  },
  methods: {
    open() {
      const { purchase } = this.data.entry;
      if (purchase) wx.navigateTo({ url: `/packages/purchase/purchase?id=${purchase}` });
    },
  },
});
