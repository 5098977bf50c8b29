import { Problem } from "@shared/problem";
import { createRouter, createWebHistory, type RouteRecordRaw } from "vue-router";
import { appid, base } from "./place";
import { useSession } from "./session";

declare module "vue-router" {
  interface RouteMeta {
    title: string;
    /** Whom the page is for; `anyone` needs no session. */
    for: "anyone" | "visitor" | "member";
  }
}

const lost: RouteRecordRaw = {
  path: "/:rest(.*)*",
  name: "lost",
  component: () => import("./pages/Lost.vue"),
  meta: { title: "页面不存在", for: "anyone" },
};

const routes: RouteRecordRaw[] = [
  { path: "/", name: "home", component: () => import("./pages/Home.vue"), meta: { title: "会员中心", for: "member" } },
  { path: "/welcome", name: "welcome", component: () => import("./pages/Welcome.vue"), meta: { title: "会员中心", for: "visitor" } },
  { path: "/register", name: "register", component: () => import("./pages/Register.vue"), meta: { title: "会员注册", for: "visitor" } },
  { path: "/bind", name: "bind", component: () => import("./pages/Bind.vue"), meta: { title: "绑定会员", for: "visitor" } },
  { path: "/offers", name: "offers", component: () => import("./pages/Offers.vue"), meta: { title: "领券中心", for: "member" } },
  { path: "/coupons", name: "coupons", component: () => import("./pages/Coupons.vue"), meta: { title: "我的券", for: "member" } },
  { path: "/cards", name: "cards", component: () => import("./pages/Cards.vue"), meta: { title: "会员卡包", for: "member" } },
  { path: "/benefits", name: "benefits", component: () => import("./pages/Benefits.vue"), meta: { title: "会员权益", for: "member" } },
  { path: "/privacy", name: "privacy", component: () => import("./pages/Privacy.vue"), meta: { title: "隐私说明", for: "anyone" } },
  { path: "/snapshot", name: "snapshot", component: () => import("./pages/Snapshot.vue"), meta: { title: "使用完整服务", for: "anyone" } },
  { path: "/sorry", name: "sorry", component: () => import("./pages/Sorry.vue"), meta: { title: "没有打开成功", for: "anyone" } },
  lost,
];

export const router = createRouter({
  history: createWebHistory(base),
  routes: appid ? routes : [lost],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});

// The page's script is fetched while the gateway is asked who is here.
router.beforeEach((to) => {
  const page = to.matched[0]?.components?.default;
  if (typeof page === "function") void (page as () => Promise<unknown>)().catch(() => {});
});

router.beforeEach(async (to) => {
  if (to.meta.for === "anyone") return true;
  const session = useSession();
  await session.enter(to.fullPath);
  if (session.phase !== "ready") return false;
  if (session.isMember) return to.meta.for === "member" || { name: "home", replace: true };
  return to.meta.for === "visitor" || { name: "welcome", replace: true };
});

router.afterEach((to) => {
  document.title = to.meta.title;
});

// A page's script that cannot be fetched: no network, or a new version has replaced it.
router.onError((thrown) => {
  console.error(thrown);
  useSession().fail(new Problem("page_missing", "页面没有加载出来，请检查网络后再试", 0));
});
