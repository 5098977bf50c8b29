Component({
  properties: {
    /** One of the names in icon.wxss. */
    name: { type: String, value: "" },
  },
});
