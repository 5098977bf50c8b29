import type { OfficePage } from "../router";

export const IMPORT_PAGE: OfficePage = { path: "/import", name: "import", title: "批量导入", group: "members", right: "members.import", component: () => import("./pages/Import.vue") };
export const EXPORT_PAGE: OfficePage = { path: "/exports", name: "exports", title: "导出", group: "today", right: "export.masked", component: () => import("./pages/Exports.vue") };
