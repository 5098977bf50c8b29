Component({
  options: { multipleSlots: true },
  properties: {
    icon: { type: String, value: "" },
    label: { type: String, value: "" },
    value: { type: String, value: "" },
    /** The page to open; without one, the tap is the owner's. */
    url: { type: String, value: "" },
    arrow: { type: Boolean, value: true },
  },
  methods: {
    open() {
      if (this.data.url) wx.navigateTo({ url: this.data.url });
      else this.triggerEvent("press");
    },
  },
});
