import { words } from "../../core/words";
import type { TicketFace } from "../../core/types";

/** An offer or a coupon: its worth on the stub, its terms beside it, what to do in the slot. */
Component({
  properties: {
    ticket: { type: Object, value: null as unknown as TicketFace },
    spent: { type: Boolean, value: false },
  },
  data: { everywhere: words().offers.allStores },
  lifetimes: {
    attached() {
      this.setData({ everywhere: words().offers.allStores });
    },
  },
});
