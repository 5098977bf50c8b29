import type { OfficePage } from "../router";

export const MEMBER_PAGES: readonly OfficePage[] = [
  { path: "/members", name: "members", title: "会员", group: "members", right: "members.see", component: () => import("./pages/Members.vue") },
  { path: "/members/:id/:tab?", name: "member", title: "会员资料", under: "members", right: "members.see", component: () => import("./pages/Member.vue") },
  { path: "/fans", name: "fans", title: "微信粉丝", group: "members", right: "members.see", component: () => import("./pages/Fans.vue") },
];
