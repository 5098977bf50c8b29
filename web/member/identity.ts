import type { Problem } from "@shared/problem";

/** What a person types to register or to bind. `resendAt`: when another SMS may be asked for, milliseconds since 1970. */
export interface IdentityForm {
  phone: string;
  code: string;
  nickname: string;
  resendAt: number;
}

export type IdentityField = "phone" | "code" | "nickname" | "consent";
export type Faults = Partial<Record<IdentityField, string>>;

export const NICKNAME_MAX = 32;

const PHONE = /^1\d{10}$/;
const CODE = /^\d{4,8}$/;

/** A phone as typed or pasted, reduced to its digits, without China's country code. */
export function phoneDigits(text: string): string {
  return digits(text).replace(/^86(?=1\d{10}$)/, "");
}

/** The digits of a text, full-width ones included. */
export function digits(text: string): string {
  return text.normalize("NFKC").replace(/\D/g, "");
}

export function emptyIdentity(): IdentityForm {
  return { phone: "", code: "", nickname: "", resendAt: 0 };
}

export function phoneFault(phone: string): string | undefined {
  if (phone === "") return "请输入手机号";
  return PHONE.test(phone) ? undefined : "请输入 11 位手机号";
}

/** What can be seen to be wrong without asking the gateway. */
export function faultsOf(form: IdentityForm): Faults {
  const nickname = [...form.nickname.trim()].length;
  const faults: Faults = {};
  const phone = phoneFault(form.phone);
  if (phone) faults.phone = phone;
  if (!CODE.test(form.code)) faults.code = form.code === "" ? "请输入验证码" : "验证码是短信里的数字";
  if (nickname === 0) faults.nickname = "请输入昵称";
  if (nickname > NICKNAME_MAX) faults.nickname = `昵称最多 ${NICKNAME_MAX} 个字`;
  return faults;
}

const FIELD_OF = new Map<string, IdentityField>([
  ["phone_malformed", "phone"],
  ["sms_code_wrong", "code"],
  ["sms_code_gone", "code"],
  ["nickname_malformed", "nickname"],
  ["consent_needed", "consent"],
]);

/** The gateway's refusal, beside the field it is about; empty if it is about none of them. */
export function faultsFrom(problem: Problem): Faults {
  const field = FIELD_OF.get(problem.code);
  return field ? { [field]: problem.title } : {};
}
