import { computed, reactive } from "vue";
import { useCountdown } from "@shared/countdown";
import { Intent } from "@shared/intent";
import type { Problem } from "@shared/problem";
import * as api from "./api";
import { halfWidth } from "./scan";
import { noticed } from "./session";

export const STEPS = ["phone", "code", "level", "id", "done"] as const;
export type Step = (typeof STEPS)[number];

/** `maybe`: nobody answered, so the network may have lost the request or only its answer. */
export type Left = "no" | "maybe" | "yes";

/** The step on which the clerk can put a refusal right; `null` where no step can. */
export function stepToFix(code: string): Step | null {
  if (code === "phone_taken" || code === "phone_malformed") return "phone";
  if (code.startsWith("sms_code_")) return "code";
  if (code === "nickname_malformed" || code === "no_such_level") return "level";
  if (code === "id_number_malformed") return "id";
  return null;
}

/** Digits of a phone as typed, with blanks, dashes, +86 or full-width digits taken out. */
export const phoneOf = (typed: string) => halfWidth(typed).replace(/[^\d+]/g, "").replace(/^(\+86|0086)/, "");

/** An ID number as typed: half-width, upper-case X. */
export const idNumberOf = (typed: string) => halfWidth(typed).replace(/\s/g, "").toUpperCase();

/** Registers one member: phone, SMS code, level, ID number, success (REG-06). */
export function useEnrolment() {
  const form = reactive({ phone: "", code: "", level: "", nickname: "", idNumber: "" });
  const state = reactive({
    step: "phone" as Step,
    busy: false,
    /** The write may have happened; only the same request, with the same key, can tell. */
    unsure: false,
    /** Whether the write has left this till. */
    left: "no" as Left,
    /** The code alone is to be corrected; the rest is filled in already. */
    fixingCode: false,
    hint: "",
    problem: null as Problem | null,
    smsTo: "",
    smsToMasked: "",
    /** A code for this phone was asked for a moment ago, but not by this form: it is no use here. */
    heldPhone: "",
    levels: null as api.Level[] | null,
    enrolled: null as api.Enrolled | null,
  });
  const resend = useCountdown();
  const intent = new Intent();
  /** The phones this form sent a code to, and how each is shown. */
  const sentHere = new Map<string, string>();

  function show(step: Step): void {
    state.step = step;
    state.hint = "";
    state.problem = null;
  }

  /** Runs one request at a time, so that one press counts once. */
  async function alone(work: () => Promise<void>): Promise<void> {
    if (state.busy) return;
    state.busy = true;
    state.hint = "";
    state.problem = null;
    try {
      await work();
    } catch (thrown) {
      state.problem = noticed(thrown);
    } finally {
      state.busy = false;
    }
  }

  const loadLevels = () =>
    alone(async () => {
      const { items } = await api.levels();
      state.levels = items;
      form.level ||= (items.find((level) => level.default) ?? items[0])?.id ?? "";
    });

  const sendSms = () =>
    alone(async () => {
      const phone = phoneOf(form.phone);
      try {
        const sent = await api.sendSms(phone);
        sentHere.set(phone, sent.phone_masked);
        resend.start(sent.retry_after_s);
        askForCode(phone);
      } catch (thrown) {
        const problem = noticed(thrown);
        if (problem.code !== "sms_too_soon") throw problem;
        resend.start(problem.number("retry_after_s") ?? 60);
        if (!sentHere.has(phone)) hold(phone);
        else {
          // Our own code went out a moment ago; it is still good unless it was used up.
          askForCode(phone, state.smsTo === "" ? "" : phone);
          state.problem = problem;
        }
      }
    });

  /** `stillGood` is empty when the code that this phone got can no longer be used. */
  function askForCode(phone: string, stillGood = phone): void {
    state.heldPhone = "";
    state.smsTo = stillGood;
    state.smsToMasked = sentHere.get(phone) ?? "";
    state.step = "code";
  }

  function hold(phone: string): void {
    state.heldPhone = phone;
    state.hint = "刚才在别处给这个手机号发过验证码，那条在这里不能用；请稍等再发。";
  }

  /** Seconds until the phone that is typed may be sent a code. */
  const heldFor = computed(() => (state.heldPhone !== "" && phoneOf(form.phone) === state.heldPhone ? resend.left.value : 0));

  async function phoneGiven(): Promise<void> {
    const phone = phoneOf(form.phone);
    if (heldFor.value > 0) return;
    if (!/^1\d{10}$/.test(phone)) state.hint = "手机号是 11 位数字，请再看一下";
    else if (phone === state.smsTo && resend.left.value > 0) show("code");
    else {
      form.code = "";
      await sendSms();
    }
  }

  async function codeGiven(): Promise<void> {
    form.code = halfWidth(form.code).replace(/\D/g, "");
    if (form.code.length !== 6) state.hint = "验证码是 6 位数字";
    else if (state.fixingCode) await submit();
    else {
      show("level");
      if (state.levels === null) await loadLevels();
    }
  }

  function levelGiven(): void {
    if (form.level === "") state.hint = "请选择卡类型";
    else show("id");
  }

  async function idGiven(): Promise<void> {
    const idNumber = idNumberOf(form.idNumber);
    if (!/^\d{17}[\dX]$/.test(idNumber)) state.hint = "身份证号码是 18 位；会员不愿提供时请按「跳过」";
    else await submit();
  }

  async function skipId(): Promise<void> {
    form.idNumber = "";
    await submit();
  }

  /** Safe to call again while unsure: the key is the same as long as the form is. */
  const submit = () =>
    alone(async () => {
      const online = navigator.onLine;
      try {
        state.enrolled = await api.enrol(newMember(), intent);
        state.unsure = false;
        show("done");
      } catch (thrown) {
        const problem = noticed(thrown);
        // While the outcome is unknown the form must not change: a changed form would be another request.
        state.unsure = problem.outcomeUnknown || (state.unsure && problem.unauthenticated);
        if (problem.status >= 500) state.left = "yes";
        else if (online && problem.status === 0 && state.left === "no") state.left = "maybe";
        if (!state.unsure) {
          state.left = "no";
          goAndFix(problem.code);
        }
        throw problem;
      }
    });

  function goAndFix(code: string): void {
    state.step = stepToFix(code) ?? state.step;
    state.fixingCode = state.step === "code";
    if (state.fixingCode) form.code = "";
    if (code === "sms_code_gone") state.smsTo = "";
  }

  function newMember(): api.NewMember {
    const nickname = form.nickname.trim();
    const idNumber = idNumberOf(form.idNumber);
    return {
      phone: phoneOf(form.phone),
      sms_code: form.code,
      ...(form.level === "" ? {} : { level: form.level }),
      ...(nickname === "" ? {} : { nickname }),
      ...(idNumber === "" ? {} : { id_number: idNumber }),
    };
  }

  /** One step back. False where there is none and the form should close. */
  function back(): boolean {
    if (state.busy) return true;
    if (state.unsure || state.step === "phone" || state.step === "done") return false;
    state.fixingCode = false;
    show(STEPS[STEPS.indexOf(state.step) - 1] ?? "phone");
    return true;
  }

  const number = computed(() => STEPS.indexOf(state.step) + 1);
  return {
    form, state, number, resendIn: resend.left, heldFor,
    phoneGiven, codeGiven, levelGiven, idGiven, skipId, sendSms, loadLevels, submit, back,
  };
}
