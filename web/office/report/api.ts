import type { Page } from "../api";
import { api } from "../session";
import type { Named } from "../staff/api";
import type { Metric } from "./metrics";

/** A figure of today, with yesterday's beside it. */
export interface TodayFigure {
  key: Metric;
  name: string;
  value: number;
  value_text: string;
  yesterday_text: string;
  /** By how much it is more than yesterday's; null where yesterday was nothing. */
  change_permille: number | null;
}

export interface Dashboard {
  today: TodayFigure[];
  outstanding: { name: string; value_text: string }[];
  as_of_text: string;
}

export interface TrendPoint {
  /** First day of the step. */
  on: string;
  label: string;
  value: number;
  value_text: string;
}

export interface Trend {
  points: TrendPoint[];
  total_text: string;
}

export interface StoreFigures {
  store: Named;
  figures: { key: Metric; name: string; value: number; value_text: string }[];
}

/** A row behind a figure. */
export interface FigureRow {
  id: string;
  at_text: string;
  what_text: string;
  member_masked: string | null;
  amount_text: string;
  /** A page of the office, or nothing. */
  link: string | null;
}

export type Step = "day" | "week" | "month";

/** Days of China, both included; no store for all of one's. */
export interface Period {
  from: string;
  to: string;
}

export const dashboard = (store?: string) => api.get<Dashboard>("/dashboard", { query: { store } });
export const trend = (metric: Metric, { from, to }: Period, by: Step, store?: string) =>
  api.get<Trend>("/reports/trend", { query: { metric, from, to, by, store } });
export const byStore = async ({ from, to }: Period) => (await api.get<{ items: StoreFigures[] }>("/reports/stores", { query: { from, to } })).items;
export const rowsBehind = (metric: Metric, on: string, store?: string, cursor?: string) =>
  api.get<Page<FigureRow>>("/reports/rows", { query: { metric, on, store, cursor } });
