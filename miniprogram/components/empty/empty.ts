/** Nothing to show, and what can be done about it. */
Component({
  properties: {
    icon: { type: String, value: "cloud" },
    title: { type: String, value: "" },
    lead: { type: String, value: "" },
    action: { type: String, value: "" },
  },
  methods: {
    act() {
      this.triggerEvent("act");
    },
  },
});
