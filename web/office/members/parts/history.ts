import { defineComponent, h, type PropType } from "vue";
import type { Page } from "../../api";
import * as api from "../api";
import HistoryTable from "./HistoryTable.vue";

/** A column of a list that can only be read. */
export interface Column<Item> {
  name: string;
  text: (item: Item) => string | null;
  /** In smaller letters below. */
  more?: (item: Item) => string | null;
  num?: boolean;
}

interface Tab<Item extends { id: string }> {
  none: string;
  fetch: (id: string) => (cursor?: string) => Promise<Page<Item>>;
  columns: Column<Item>[];
}

/** A tab of a member's page that is a list. */
const tabOf = <Item extends { id: string }>({ fetch, ...rest }: Tab<Item>) =>
  defineComponent({
    props: { member: { type: Object as PropType<api.Member>, required: true } },
    setup: ({ member }) => () => h(HistoryTable<Item>, { ...rest, fetch: fetch(member.id) }),
  });

/** Of the coupons that a member has, or had. */
export const couponColumns: Column<api.HeldCoupon>[] = [
  { name: "状态", text: ({ state_text }) => state_text },
  { name: "优惠券", text: ({ title }) => title, more: ({ kind_text, terms_text, scope_text }) => [kind_text, terms_text, scope_text].filter(Boolean).join(" · ") },
  { name: "值", text: ({ worth_text }) => worth_text, num: true },
  { name: "有效期", text: ({ validity_text }) => validity_text, more: ({ used_in }) => (used_in ? `用在 ${used_in}` : "") },
];

export const purchaseColumns: Column<api.Purchase>[] = [
  { name: "时间", text: ({ at_text }) => at_text },
  { name: "买了什么", text: ({ summary_text }) => summary_text, more: ({ number, store_name }) => [store_name, number].filter(Boolean).join(" · ") },
  { name: "实付", text: ({ total_text }) => total_text, num: true },
  { name: "积分", text: ({ points_text }) => points_text, num: true },
  { name: "状态", text: ({ state_text }) => state_text },
];

export const LevelsTab = tabOf<api.LevelMove>({
  none: "等级还没有变过",
  fetch: api.levelMoves,
  columns: [
    { name: "时间", text: ({ at_text }) => at_text },
    { name: "等级", text: ({ from_name, to_name, ahead }) => `${from_name ? `${from_name} → ${to_name}` : to_name}${ahead ? "（还没到时候）" : ""}`, more: ({ card_number_text }) => card_number_text },
    { name: "为什么", text: ({ why }) => why },
    { name: "有效到", text: ({ until_text }) => until_text },
  ],
});

export const LooksTab = tabOf<api.Look>({
  none: "没有人看过完整手机号",
  fetch: api.looks,
  columns: [
    { name: "时间", text: ({ at_text }) => at_text },
    { name: "谁", text: ({ operator_name }) => operator_name },
    { name: "原因", text: ({ reason }) => reason },
  ],
});
