import type { OfficePage } from "../router";

/** Who works here, what they may, and what they did. */
export const STAFF_PAGES: readonly OfficePage[] = [
  { path: "/staff", name: "staff", title: "员工", group: "staff", right: "staff.edit", component: () => import("./pages/StaffList.vue") },
  { path: "/staff/:id/sessions", name: "staff-sessions", title: "员工的登录", under: "staff", right: "staff.edit", component: () => import("./pages/StaffSessions.vue") },
  { path: "/roles", name: "roles", title: "角色", group: "staff", right: "staff.edit", component: () => import("./pages/Roles.vue") },
  { path: "/audit", name: "audit", title: "操作日志", group: "staff", right: "audit.see", component: () => import("./pages/Audit.vue") },
  { path: "/recycle", name: "recycle", title: "回收站", group: "staff", right: "recycle.restore", component: () => import("./pages/Recycle.vue") },
];

export const APPROVAL_PAGE: OfficePage = { path: "/approvals", name: "approvals", title: "审批", group: "today", component: () => import("./pages/Approvals.vue") };
