import type { Balance } from "../../core/types";

/** Balances at a glance; each opens its history. */
Component({
  properties: {
    items: { type: Array, value: [] as Balance[] },
  },
  methods: {
    open({ currentTarget }: WechatMiniprogram.TouchEvent<object, object, { asset: string }>) {
      const { asset } = currentTarget.dataset;
      const value = asset === "stored_value";
      wx.navigateTo({ url: value ? "/packages/balance/stored-value" : `/packages/balance/history?asset=${asset}` });
    },
  },
});
