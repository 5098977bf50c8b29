import { localeContextKey } from "element-plus";
import zhCn from "element-plus/es/locale/lang/zh-cn";
import { createApp, ref } from "vue";
import App from "./App.vue";
import { router } from "./router";
import "./element";
import "./theme.css";
import "./forms.css";

createApp(App).use(router).provide(localeContextKey, ref(zhCn)).mount("#app");
