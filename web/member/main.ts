import { createPinia } from "pinia";
import { createApp } from "vue";
import App from "./App.vue";
import { onSignedOut } from "./api";
import { remembered, speak } from "./i18n";
import { here } from "./place";
import { router } from "./router";
import { useSession } from "./session";
import "./style/tokens.css";
import "./style/base.css";

const app = createApp(App).use(createPinia()).use(router);
const session = useSession();

onSignedOut(() => session.signIn(here()));

// A page that WeChat kept frozen on the way to sign-in starts again when it is shown again.
addEventListener("pageshow", (event) => {
  if (event.persisted && session.phase === "leaving") location.reload();
});

// Without its dictionary the page would start in the wrong language; without a network, in Chinese.
const speaking = remembered() === "zh" ? Promise.resolve() : speak(remembered()).catch(() => {});
void speaking.then(() => app.mount("#app"));
