import type { Intent } from "@shared/intent";
import type { Reactive } from "vue";
import { useRouter } from "vue-router";
import type { Identity } from "./api";
import { type Faults, useForm } from "./form";
import { t } from "./i18n";
import { faultsFrom, faultsOf, type IdentityForm } from "./identity";
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

/** Sends a registration or a binding, and goes home when it worked or when there is nothing left to do. */
export function useIdentityForm<F extends IdentityForm>(plan: Plan<F>) {
  const session = useSession();
  const router = useRouter();

  const form = useForm<F, Me>({
    name: plan.name,
    fields: plan.form,
    faults: () => ({ ...faultsOf(plan.form), ...plan.more?.() }),
    send(intent) {
      const { phone, code, nickname } = plan.form;
      return plan.send({ phone, sms_code: code, nickname: nickname.trim() }, intent);
    },
    faultsFrom,
    async done(me) {
      session.becomeMember(me);
      await home(t(plan.done));
    },
  });

  /** Another of this person's devices was quicker. */
  async function alreadyMember(words: string) {
    form.forget();
    session.forget();
    await home(words);
  }

  async function home(words: string) {
    await router.replace({ name: "home" });
    tell(words);
  }

  async function submit() {
    await form.submit();
    if (form.problem.value?.code === "already_member") await alreadyMember(form.problem.value.title);
  }

  return { ...form, submit };
}
