import { createRouter, createWebHistory } from "vue-router";

/** The pages, in the order of the navigation. */
export const PAGES = [
  { path: "/settings", name: "settings", title: "微信设置", component: () => import("./pages/Settings.vue") },
  { path: "/keywords", name: "keywords", title: "关键词回复", component: () => import("./pages/Keywords.vue") },
  { path: "/menu", name: "menu", title: "公众号菜单", component: () => import("./pages/Menu.vue") },
  { path: "/proof", name: "proof", title: "账目核对", component: () => import("./pages/Proof.vue") },
  { path: "/audit", name: "audit", title: "操作日志", component: () => import("./pages/Audit.vue") },
] as const;

export const router = createRouter({
  history: createWebHistory("/office"),
  routes: [
    { path: "/", redirect: "/settings" },
    ...PAGES.map(({ path, name, component }) => ({ path, name, component })),
    { path: "/:rest(.*)", component: () => import("./pages/Nowhere.vue") },
  ],
});

router.afterEach(({ name }) => {
  const page = PAGES.find((one) => one.name === name);
  document.title = `${page?.title ?? "没有这个页面"} · 卡包后台`;
});
