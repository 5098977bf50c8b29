import { beside, type Faults } from "./form";
import { t } from "./i18n";

/** What a person types to register or to bind. `resendAt`: when another SMS may be asked for, milliseconds since 1970. */
export interface IdentityForm {
  phone: string;
  code: string;
  nickname: string;
  resendAt: number;
}

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

export function phoneFaults(phone: string): Faults {
  if (phone === "") return { phone: "请输入手机号" };
  return PHONE.test(phone) ? {} : { phone: "请输入 11 位手机号" };
}

/** Of an SMS code; `name` is its field's. */
export function codeFaults(code: string, name = "code"): Faults {
  if (code === "") return { [name]: "请输入验证码" };
  return CODE.test(code) ? {} : { [name]: "验证码是短信里的数字" };
}

function nicknameFaults(typed: string): Faults {
  const length = [...typed.trim()].length;
  if (length === 0) return { nickname: "请输入昵称" };
  return length > NICKNAME_MAX ? { nickname: t("昵称最多 {n} 个字", { n: NICKNAME_MAX }) } : {};
}

/** What can be seen to be wrong without asking the gateway. */
export const faultsOf = ({ phone, code, nickname }: IdentityForm): Faults => ({
  ...phoneFaults(phone),
  ...codeFaults(code),
  ...nicknameFaults(nickname),
});

/** The gateway's refusal, beside the field it is about; empty if it is about none of them. */
export const faultsFrom = beside({
  phone_malformed: "phone",
  sms_code_wrong: "code",
  sms_code_gone: "code",
  nickname_malformed: "nickname",
  consent_needed: "consent",
});
