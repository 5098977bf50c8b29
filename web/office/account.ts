import { computed, ref } from "vue";
import type { Account } from "./api";
import { accounts } from "./wechat/api";

/** The service accounts, and the one whose page is shown. */
export function useServiceAccounts() {
  const all = ref<Account[]>([]);
  const appid = ref("");

  async function loadAccounts(): Promise<void> {
    all.value = (await accounts()).filter(({ kind }) => kind === "service");
    if (!all.value.some((account) => account.appid === appid.value)) appid.value = all.value[0]?.appid ?? "";
  }

  return { all, appid, loadAccounts, chosen: computed(() => all.value.find((account) => account.appid === appid.value)) };
}

/** The member centre of an account, at the gateway that takes the account's pushes. */
export function memberCentre({ callback_url, appid }: Account): string {
  try {
    return new URL(`/m/${appid}/`, callback_url).href;
  } catch {
    return "";
  }
}
