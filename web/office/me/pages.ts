import type { OfficePage } from "../router";

/** One's own account; the menu at the top right lists what begins with /me/. */
export const MY_PAGES: readonly OfficePage[] = [
  { path: "/me/sessions", name: "my-sessions", title: "我的登录", component: () => import("./pages/MySessions.vue") },
  { path: "/me/password", name: "password", title: "修改密码", component: () => import("./pages/Password.vue") },
  { path: "/me/two-factor", name: "two-factor", title: "二次验证", component: () => import("./pages/TwoFactor.vue") },
  // For whoever has no account yet; nobody is signed in here.
  { path: "/invite", name: "invite", title: "接受邀请", component: () => import("./pages/Invite.vue") },
];
