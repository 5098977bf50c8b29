import type { Faults } from "./form";
import { t } from "./i18n";
import { NICKNAME_MAX } from "./identity";

const CARD_NAME_MAX = 16;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

export interface ProfileFields {
  nickname: string;
  card_name: string;
  email: string;
  /** `1990-02-28`, or empty. */
  birthday: string;
}

/** What can be seen to be wrong without asking the gateway. `today` as `2026-11-22`. */
export function profileFaults(fields: ProfileFields, today: string): Faults {
  const faults: Faults = {};
  const nickname = lengthOf(fields.nickname);
  const cardName = lengthOf(fields.card_name);
  if (nickname === 0) faults.nickname = "请输入昵称";
  if (nickname > NICKNAME_MAX) faults.nickname = t("昵称最多 {n} 个字", { n: NICKNAME_MAX });
  if (cardName === 0) faults.card_name = "请输入卡片名称";
  if (cardName > CARD_NAME_MAX) faults.card_name = t("卡片名称最多 {n} 个字", { n: CARD_NAME_MAX });
  const email = fields.email.trim();
  if (email !== "" && !EMAIL.test(email)) faults.email = "邮箱地址不完整";
  if (fields.birthday > today) faults.birthday = "生日不能在今天以后";
  return faults;
}

const lengthOf = (text: string) => [...text.trim()].length;
