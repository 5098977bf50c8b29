import type { Page } from "../api";
import { api } from "../session";
import type { Metric } from "./metrics";

export interface Figure {
  key: Metric;
  name: string;
  value: number;
  value_text: string;
}

/** A figure of today, with what it was yesterday at this time of day. */
export interface TodayFigure extends Figure {
  yesterday_text: string;
  /** By how much it is more than yesterday's; null where yesterday was nothing. */
  change_permille: number | null;
}

export interface Dashboard {
  today: TodayFigure[];
  /** Nothing for one store: cards are the chain's. */
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
  /** Null for what is of no store. */
  id: string | null;
  name: string;
  figures: Figure[];
}

export interface Stores {
  items: StoreFigures[];
  total: Figure[];
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
export const byStore = ({ from, to }: Period) => api.get<Stores>("/reports/stores", { query: { from, to } });
export const rowsBehind = (metric: Metric, on: string, store?: string, cursor?: string) =>
  api.get<Page<FigureRow>>("/reports/rows", { query: { metric, on, store, cursor } });
