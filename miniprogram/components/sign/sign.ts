Component({
  properties: {
    /** One of the names in sign.wxss. */
    name: { type: String, value: "" },
    /** In rpx. */
    size: { type: Number, value: 56 },
  },
});
