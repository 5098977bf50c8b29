import { localeContextKey } from "element-plus";
import zhCn from "element-plus/es/locale/lang/zh-cn";
import { createApp, ref } from "vue";
import App from "./App.vue";
import { router } from "./router";
import "./element";
import "./theme.css";
import "./forms.css";

const app = createApp(App).use(router).provide(localeContextKey, ref(zhCn));
// Whether a page asks for somebody to be signed in is known once it is known which page it is.
void router.isReady().finally(() => app.mount("#app"));
