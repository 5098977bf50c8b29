import type { OfficePage } from "../router";

export const RULE_PAGES: readonly OfficePage[] = [
  { path: "/levels", name: "levels", title: "会员类型", group: "members", right: "rules.edit", component: () => import("./pages/Levels.vue") },
  { path: "/points", name: "points", title: "积分规则", group: "marketing", right: "rules.edit", component: () => import("./pages/Points.vue") },
  { path: "/redeem", name: "redeem", title: "积分抵现", group: "marketing", right: "rules.edit", component: () => import("./pages/Redeem.vue") },
  { path: "/stored-value", name: "stored-value", title: "储值设置", group: "marketing", right: "rules.edit", component: () => import("./pages/StoredValue.vue") },
  { path: "/recharge", name: "recharge", title: "充值活动", group: "marketing", right: "rules.edit", component: () => import("./pages/Recharge.vue") },
  { path: "/coupons", name: "coupons", title: "优惠券", group: "marketing", right: "coupons.send", component: () => import("./pages/Coupons.vue") },
  { path: "/goods", name: "goods", title: "商品", group: "goods", right: "goods.edit", component: () => import("./pages/Goods.vue") },
];
