Component({
  properties: {
    /** One of the names in icon.wxss. */
    name: { type: String, value: "" },
    /** In rpx. */
    size: { type: Number, value: 56 },
  },
});
