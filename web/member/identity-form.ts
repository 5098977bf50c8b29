import { Intent } from "@shared/intent";
import { Problem } from "@shared/problem";
import { nextTick, type Reactive, ref } from "vue";
import { useRouter } from "vue-router";
import type { Identity } from "./api";
import { keepDraft } from "./draft";
import { type Faults, faultsFrom, faultsOf, type IdentityForm } from "./identity";
import { tell } from "./notice";
import { useSession } from "./session";
import type { Me } from "./types";

interface Plan<F> {
  /** Names the draft that survives a reload. */
  name: string;
  form: Reactive<F>;
  send(who: Identity, intent: Intent): Promise<Me>;
  /** Faults the identity fields do not know of. */
  more?(): Faults;
  done: string;
}

/** Sends a registration or a binding once, shows what is wrong where it is wrong, and goes home when it worked. */
export function useIdentityForm<F extends IdentityForm>(plan: Plan<F>) {
  const session = useSession();
  const router = useRouter();
  const intent = new Intent();
  const forgetDraft = keepDraft(plan.name, plan.form);
  const faults = ref<Faults>({});
  const problem = ref<Problem>();
  const busy = ref(false);

  async function submit(): Promise<void> {
    if (busy.value) return;
    problem.value = undefined;
    showFaults({ ...faultsOf(plan.form), ...plan.more?.() });
    if (Object.keys(faults.value).length > 0) return;
    busy.value = true;
    try {
      const { phone, code, nickname } = plan.form;
      await succeed(await plan.send({ phone, sms_code: code, nickname: nickname.trim() }, intent));
    } catch (thrown) {
      await refuse(Problem.from(thrown));
    } finally {
      busy.value = false;
    }
  }

  async function succeed(me: Me) {
    forgetDraft();
    session.becomeMember(me);
    await router.replace({ name: "home" });
    tell(plan.done);
  }

  async function refuse(refusal: Problem) {
    if (refusal.unauthenticated) return;
    if (refusal.code === "already_member") {
      forgetDraft();
      session.forget();
      await router.replace({ name: "home" });
      tell(refusal.title);
      return;
    }
    const beside = faultsFrom(refusal);
    showFaults(beside);
    if (Object.keys(beside).length === 0) problem.value = refusal;
  }

  /** Shows them and puts the cursor into the first. */
  function showFaults(found: Faults) {
    faults.value = found;
    const [first] = Object.keys(found);
    if (first) void nextTick(() => document.getElementsByName(first)[0]?.focus());
  }

  return { faults, problem, busy, submit, showFaults };
}
