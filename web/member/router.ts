import { Problem } from "@shared/problem";
import { type Component, watch } from "vue";
import { createRouter, createWebHistory, type RouteMeta, type RouteRecordRaw } from "vue-router";
import { language, t } from "./i18n";
import { appid, base } from "./place";
import { useSession } from "./session";

declare module "vue-router" {
  interface RouteMeta {
    title: string;
    /** Whom the page is for; `anyone` needs no session. */
    for: "anyone" | "visitor" | "member";
  }
}

type Page = () => Promise<{ default: Component }>;

const page = (path: string, name: string, component: Page, title: string, whom: RouteMeta["for"]): RouteRecordRaw => ({
  path,
  name,
  component,
  meta: { title, for: whom },
});

const lost = page("/:rest(.*)*", "lost", () => import("./pages/Lost.vue"), "页面不存在", "anyone");

export const routes: RouteRecordRaw[] = [
  page("/", "home", () => import("./pages/Home.vue"), "会员中心", "member"),
  page("/code", "code", () => import("./pages/Code.vue"), "会员码", "member"),
  page("/welcome", "welcome", () => import("./pages/Welcome.vue"), "会员中心", "visitor"),
  page("/register", "register", () => import("./pages/Register.vue"), "会员注册", "visitor"),
  page("/bind", "bind", () => import("./pages/Bind.vue"), "绑定会员", "visitor"),
  page("/profile", "profile", () => import("./pages/Profile.vue"), "个人信息", "member"),
  page("/phone", "phone", () => import("./pages/Phone.vue"), "更换手机号", "member"),
  page("/settings", "settings", () => import("./pages/Settings.vue"), "设置", "anyone"),
  page("/benefits", "benefits", () => import("./pages/Benefits.vue"), "会员权益", "member"),
  page("/balances", "balances", () => import("./pages/Balances.vue"), "我的资产", "member"),
  page("/balances/:asset", "history", () => import("./pages/History.vue"), "资产明细", "member"),
  page("/stored-value", "stored-value", () => import("./pages/StoredValue.vue"), "储值", "member"),
  page("/offers", "offers", () => import("./pages/Offers.vue"), "领券中心", "member"),
  page("/coupons", "coupons", () => import("./pages/Coupons.vue"), "我的券", "member"),
  page("/coupons/activate", "activate", () => import("./pages/Activate.vue"), "激活券", "member"),
  page("/coupons/:id", "coupon", () => import("./pages/Coupon.vue"), "券详情", "member"),
  page("/purchases", "purchases", () => import("./pages/Purchases.vue"), "消费记录", "member"),
  page("/purchases/:id", "purchase", () => import("./pages/Purchase.vue"), "消费详情", "member"),
  page("/addresses", "addresses", () => import("./pages/Addresses.vue"), "收货地址", "member"),
  page("/addresses/new", "address-new", () => import("./pages/Address.vue"), "新增地址", "member"),
  page("/addresses/:id", "address", () => import("./pages/Address.vue"), "修改地址", "member"),
  page("/cards", "cards", () => import("./pages/Cards.vue"), "会员卡包", "member"),
  page("/cards/add", "card-add", () => import("./pages/CardAdd.vue"), "添加会员卡", "member"),
  page("/privacy", "privacy", () => import("./pages/Privacy.vue"), "隐私说明", "anyone"),
  page("/leave", "leave", () => import("./pages/Leave.vue"), "退出会员", "member"),
  page("/snapshot", "snapshot", () => import("./pages/Snapshot.vue"), "使用完整服务", "anyone"),
  page("/sorry", "sorry", () => import("./pages/Sorry.vue"), "没有打开成功", "anyone"),
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

const entitle = () => {
  const { title } = router.currentRoute.value.meta;
  if (title) document.title = t(title);
};
router.afterEach(entitle);
watch(language, entitle);

// A page's script that cannot be fetched: no network, or a new version has replaced it.
router.onError((thrown) => {
  console.error(thrown);
  useSession().fail(new Problem("page_missing", "页面没有加载出来，请检查网络后再试", 0));
});
