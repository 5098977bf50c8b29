import { createApp, h } from "vue";

createApp({ render: () => h("p", "即将开放") }).mount("#app");
