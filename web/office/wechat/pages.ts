import type { OfficePage } from "../router";

/** The accounts that are connected, and how another one is. */
export const ACCOUNT_PAGES: readonly OfficePage[] = [
  { path: "/accounts", name: "accounts", title: "公众号和小程序", group: "wechat", right: "wechat.edit", component: () => import("./pages/Accounts.vue") },
  { path: "/accounts/new", name: "account-new", title: "连接新账号", under: "accounts", right: "wechat.edit", component: () => import("./pages/Connect.vue") },
  { path: "/accounts/:appid", name: "account", title: "账号连接", under: "accounts", right: "wechat.edit", component: () => import("./pages/Account.vue") },
];
