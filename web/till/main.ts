import { createApp } from "vue";
import App from "./App.vue";
import "./style/base.css";
import "./style/frame.css";
import "./style/counter.css";
import "./style/desk.css";
import "./style/lists.css";
import "./style/sale.css";
import "./style/shelf.css";
import "./style/service.css";
import "./style/member.css";
import "./style/refusal.css";
import "./style/enrol.css";
import "./style/paper.css";

createApp(App).mount("#app");
