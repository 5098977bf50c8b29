import { reactive } from "vue";
import type { LocationQuery, Router } from "vue-router";
import type { Asked } from "./api";

/** What the list is asked besides the words in the search box. It is part of the address, so that it can be kept and passed on. */
export const FIELDS = ["level", "store", "source", "tag", "import", "birthday_month", "status"] as const;
export type Field = (typeof FIELDS)[number];
export type Filter = Partial<Record<Field, string>>;

export const SOURCES = [
  { id: "wechat", name: "微信注册" },
  { id: "mini", name: "小程序注册" },
  { id: "till", name: "门店登记" },
  { id: "office", name: "后台新增" },
];

export const STATUSES = [
  { id: "left", name: "已注销" },
  { id: "merged", name: "已合并" },
];

export const MONTHS = Array.from({ length: 12 }, (_, at) => ({ id: String(at + 1), name: `${at + 1} 月` }));

export const LABELS: Record<Field, string> = { level: "等级", store: "门店", source: "来源", tag: "标签", import: "导入", birthday_month: "生日", status: "状态" };

/** The words of the search box. They may be somebody's phone, so they are never part of an address. */
export const search = reactive({ q: "" });

/** Goes to the members that the words name. */
export async function searchMembers(router: Router, words: string): Promise<void> {
  search.q = words.trim();
  await router.push({ name: "members" });
}

/** The filter that an address says; what it says besides is not heeded. */
export function filterOf(query: LocationQuery): Filter {
  return Object.fromEntries(FIELDS.flatMap((field) => (typeof query[field] === "string" && query[field] ? [[field, query[field]]] : [])));
}

/** The filter of a saved view, as an address has it. */
export function filterOfView(query: Record<string, string | number>): Filter {
  return Object.fromEntries(FIELDS.flatMap((field) => (query[field] === undefined ? [] : [[field, String(query[field])]])));
}

/** As the gateway is asked: the month is a number. */
export function asked({ birthday_month, ...rest }: Filter, q = ""): Asked {
  return { ...rest, ...(birthday_month ? { birthday_month: Number(birthday_month) } : {}), ...(q.trim() ? { q: q.trim() } : {}) };
}

export const isEmpty = (filter: Filter) => Object.keys(filter).length === 0;
export const same = (one: Filter, other: Filter) => FIELDS.every((field) => one[field] === other[field]);
