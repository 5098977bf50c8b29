import { Intent } from "@shared/intent";
import { Problem } from "@shared/problem";
import { nextTick, onBeforeUnmount, type Reactive, ref } from "vue";
import { keepDraft } from "./draft";

/** What is wrong, by the name of the field it is about. */
export type Faults = Partial<Record<string, string>>;

interface Plan<F, Answer> {
  /** Names the draft that survives a reload. */
  name: string;
  fields: Reactive<F>;
  /** What can be seen to be wrong without asking the gateway. */
  faults?(): Faults;
  send(intent: Intent): Promise<Answer>;
  /** The gateway's refusal beside the field it is about; empty if it is about none. */
  faultsFrom?(refusal: Problem): Faults;
  done(answer: Answer): unknown;
  /** Turning away within the member centre drops the draft: what is edited is on the gateway. */
  edits?: boolean;
}

/** Sends a form once however often it is pressed, shows what is wrong where it is wrong, and loses nothing typed. */
export function useForm<F extends object, Answer>(plan: Plan<F, Answer>) {
  const intent = new Intent();
  const forget = keepDraft(plan.name, plan.fields);
  const faults = ref<Faults>({});
  const problem = ref<Problem>();
  const busy = ref(false);
  if (plan.edits) onBeforeUnmount(forget);

  async function submit(): Promise<void> {
    if (busy.value) return;
    problem.value = undefined;
    showFaults(plan.faults?.() ?? {});
    if (Object.keys(faults.value).length > 0) return;
    busy.value = true;
    try {
      const answer = await plan.send(intent);
      forget();
      await plan.done(answer);
    } catch (thrown) {
      refuse(Problem.from(thrown));
    } finally {
      busy.value = false;
    }
  }

  function refuse(refusal: Problem) {
    if (refusal.unauthenticated) return;
    const beside = plan.faultsFrom?.(refusal) ?? {};
    showFaults(beside);
    if (Object.keys(beside).length === 0) problem.value = refusal;
  }

  /** Shows them and puts the cursor into the first. */
  function showFaults(found: Faults) {
    faults.value = found;
    const [first] = Object.keys(found);
    if (first) void nextTick(() => document.getElementsByName(first)[0]?.focus());
  }

  return { faults, problem, busy, submit, showFaults, forget };
}

/** Refusals told beside a field: by code, the field's name. */
export function beside(fields: Record<string, string>) {
  const fieldOf = new Map(Object.entries(fields));
  return (refusal: Problem): Faults => {
    const field = fieldOf.get(refusal.code);
    return field ? { [field]: refusal.title } : {};
  };
}

/** One press of a button outside a form; `send` gets the press's own intent. */
export function usePress<Arguments extends unknown[]>(send: (intent: Intent, ...about: Arguments) => Promise<unknown>) {
  const intent = new Intent();
  const busy = ref(false);
  const problem = ref<Problem>();

  /** Whether it was done. */
  async function press(...about: Arguments): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    problem.value = undefined;
    try {
      await send(intent, ...about);
      return true;
    } catch (thrown) {
      problem.value = Problem.from(thrown);
      return false;
    } finally {
      busy.value = false;
    }
  }

  return { busy, problem, press };
}
