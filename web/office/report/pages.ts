import type { OfficePage } from "../router";

export const REPORT_PAGES: readonly OfficePage[] = [
  { path: "/today", name: "today", title: "仪表盘", group: "today", right: "reports.see", component: () => import("./pages/Dashboard.vue") },
  { path: "/reports", name: "reports", title: "报表", group: "today", right: "reports.see", component: () => import("./pages/Reports.vue") },
  { path: "/reports/:metric/:on", name: "report-rows", title: "明细", under: "reports", right: "reports.see", component: () => import("./pages/Rows.vue") },
];
