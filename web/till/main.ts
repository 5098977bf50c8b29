import { createApp } from "vue";
import App from "./App.vue";
import "./style/base.css";
import "./style/frame.css";
import "./style/counter.css";
import "./style/member.css";
import "./style/refusal.css";
import "./style/enrol.css";

createApp(App).mount("#app");
