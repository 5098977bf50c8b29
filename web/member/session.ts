import { Problem } from "@shared/problem";
import { defineStore } from "pinia";
import { computed, ref } from "vue";
import * as api from "./api";
import { forgetCode } from "./code";
import { appid, base } from "./place";
import { type Scope, SignInGuard, startUrl, tabMemory } from "./sign-in";
import { applyTheme } from "./theme";
import type { Me, Session } from "./types";

/** `leaving`: on the way to WeChat. `stuck`: WeChat sent us back without a session. */
type Phase = "loading" | "ready" | "leaving" | "stuck" | "failed";

export const useSession = defineStore("session", () => {
  const phase = ref<Phase>("loading");
  const session = ref<Session>();
  const me = ref<Me>();
  const problem = ref<Problem>();
  const guard = new SignInGuard(tabMemory());

  /** Asks once who is here; signs in through WeChat if nobody is. `to` is the page wanted. */
  async function enter(to: string): Promise<void> {
    if (phase.value === "ready") return;
    phase.value = "loading";
    try {
      welcome(await api.session());
    } catch (thrown) {
      const refusal = Problem.from(thrown);
      if (refusal.unauthenticated) signIn(to);
      else fail(refusal);
    }
  }

  /** For a page that is anybody's: learns who is here without asking them to sign in. */
  async function lookWhoIsHere(): Promise<void> {
    if (phase.value === "ready") return;
    const found = await api.session().catch(() => undefined);
    if (found) welcome(found);
  }

  function welcome(found: Session) {
    guard.arrived();
    session.value = found;
    phase.value = "ready";
    applyTheme(found.merchant.theme);
  }

  function fail(refusal: Problem) {
    problem.value = refusal;
    phase.value = "failed";
  }

  /** Leaves for WeChat unless that would go round in circles. */
  function signIn(to: string, scope: Scope = "snsapi_base") {
    if (phase.value === "leaving") return;
    if (!guard.mayLeave()) {
      phase.value = "stuck";
      return;
    }
    leave(to, scope);
  }

  function leave(to: string, scope: Scope) {
    guard.leave();
    phase.value = "leaving";
    // Replaces the page, so that WeChat's back button does not return to an empty one.
    location.replace(startUrl(appid ?? "", base + to, scope));
  }

  /** The visitor pressed "try again" on the page that says so. */
  function signInAgain(to: string) {
    guard.forget();
    leave(to, "snsapi_base");
  }

  function becomeMember(joined: Me) {
    me.value = joined;
    if (session.value) session.value.state = "member";
  }

  /** The member has changed something about themselves. */
  function forgetMe() {
    me.value = undefined;
    forgetCode();
  }

  /** What this page knew is out of date, for example because another device registered. */
  function forget() {
    phase.value = "loading";
    session.value = undefined;
    forgetMe();
  }

  return {
    phase,
    session,
    me,
    problem,
    isMember: computed(() => session.value?.state === "member"),
    enter,
    lookWhoIsHere,
    fail,
    signIn,
    signInAgain,
    becomeMember,
    forgetMe,
    forget,
  };
});
