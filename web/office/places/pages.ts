import type { OfficePage } from "../router";

/** Where goods are sold, and what tills' own programs may do there. */
export const PLACE_PAGES: readonly OfficePage[] = [
  { path: "/stores", name: "stores", title: "门店和收银台", group: "stores", right: "settings.edit", component: () => import("./pages/Places.vue") },
  { path: "/till-keys", name: "till-keys", title: "收银接口密钥", group: "stores", right: "keys.edit", component: () => import("./pages/TillKeys.vue") },
];
