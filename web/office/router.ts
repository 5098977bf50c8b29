import { createRouter, createWebHistory, type RouteComponent } from "vue-router";
import { EXPORT_PAGE, IMPORT_PAGE } from "./bulk/pages";
import { MY_PAGES } from "./me/pages";
import { MEMBER_PAGES } from "./members/pages";
import { REPORT_PAGES } from "./report/pages";
import { may, type Right } from "./rights";
import { RULE_PAGES } from "./rules/pages";
import { APPROVAL_PAGE, STAFF_PAGES } from "./staff/pages";
import { ACCOUNT_PAGES } from "./wechat/pages";

/** The navigation's groups, from top to bottom. */
export const GROUPS = [
  { key: "today", title: "今日" },
  { key: "members", title: "会员" },
  { key: "marketing", title: "营销" },
  { key: "goods", title: "商品" },
  { key: "wechat", title: "微信" },
  { key: "staff", title: "员工与安全" },
] as const;

export type Group = (typeof GROUPS)[number]["key"];

export interface OfficePage {
  path: string;
  name: string;
  title: string;
  /** Where the navigation lists it. A page without a group is reached from another one. */
  group?: Group;
  /** The page of the navigation that this one is a part of. */
  under?: string;
  /** Without it the page is neither listed nor shown. */
  right?: Right;
  component: () => Promise<RouteComponent>;
}

/** Every page, in the order of its group in the navigation. */
export const PAGES: readonly OfficePage[] = [
  ...REPORT_PAGES,
  EXPORT_PAGE,
  APPROVAL_PAGE,
  ...MEMBER_PAGES,
  IMPORT_PAGE,
  ...RULE_PAGES,

  // WeChat
  ...ACCOUNT_PAGES,
  { path: "/settings", name: "settings", title: "微信设置", group: "wechat", right: "settings.edit", component: () => import("./pages/Settings.vue") },
  { path: "/keywords", name: "keywords", title: "关键词回复", group: "wechat", right: "wechat.edit", component: () => import("./pages/Keywords.vue") },
  { path: "/menu", name: "menu", title: "公众号菜单", group: "wechat", right: "wechat.edit", component: () => import("./pages/Menu.vue") },

  // Staff and safety
  ...STAFF_PAGES,
  { path: "/proof", name: "proof", title: "账目核对", group: "staff", right: "proof.run", component: () => import("./pages/Proof.vue") },

  ...MY_PAGES,
];

/** The pages that whoever is signed in may open from the navigation, by group; a group without any is left out. */
export const navigation = () =>
  GROUPS.map((group) => ({ ...group, pages: PAGES.filter((page) => page.group === group.key && may(page.right)) })).filter(({ pages }) => pages.length > 0);

/** Where one begins. */
export const firstPath = () => navigation()[0]?.pages[0]?.path ?? "/nowhere";

/** The page that a route's name stands for. */
export const pageOf = (name: unknown) => PAGES.find((page) => page.name === name);

export const router = createRouter({
  history: createWebHistory("/office"),
  routes: [
    // Where that is, the shell knows once it knows who is signed in.
    { path: "/", component: { render: () => null } },
    ...PAGES.map(({ path, name, component }) => ({ path, name, component })),
    { path: "/:rest(.*)", component: () => import("./pages/Nowhere.vue") },
  ],
});

router.afterEach(({ path, name }) => {
  const title = path === "/" ? "" : (pageOf(name)?.title ?? "没有这个页面");
  document.title = [title, "卡包后台"].filter(Boolean).join(" · ");
});
