import { Problem } from "@shared/problem";
import { expect, test } from "vitest";
import { nextTick } from "vue";
import { useList, useLoad } from "./loading";
import type { Page } from "./types";

/** Requests that are answered when, and in the order, the test says. */
function desk<T>() {
  const waiting: { asked: unknown; answer: (value: T) => void; refuse: (problem: Problem) => void }[] = [];
  const load = (asked?: unknown) =>
    new Promise<T>((answer, refuse) => waiting.push({ asked, answer, refuse }));
  return { waiting, load };
}

const page = (items: string[], next: string | null = null): Page<string> => ({ items, next });

test("an answer overtaken by a later request is not shown", async () => {
  const { waiting, load } = desk<string>();
  const { data, reload, loading } = useLoad(() => load());
  void reload();
  waiting[1]?.answer("of the store chosen now");
  waiting[0]?.answer("of the store chosen before");
  await nextTick();
  expect(data.value).toBe("of the store chosen now");
  expect(loading.value).toBe(false);
});

test("what is here stays in sight while a reload fails, and the failure is told", async () => {
  const { waiting, load } = desk<string>();
  const { data, problem, reload } = useLoad(() => load(), "known");
  waiting[0]?.refuse(Problem.offline());
  await nextTick();
  expect(data.value).toBe("known");
  expect(problem.value?.code).toBe("offline");
  void reload();
  expect(problem.value).toBeUndefined();
});

test("a list grows by its cursor, once for two presses", async () => {
  const { waiting, load } = desk<Page<string>>();
  const { items, hasMore, more } = useList(load);
  waiting[0]?.answer(page(["a"], "after-a"));
  await nextTick();
  expect(hasMore.value).toBe(true);
  const grown = more();
  void more();
  expect(waiting.map(({ asked }) => asked)).toEqual([undefined, "after-a"]);
  waiting[1]?.answer(page(["b"]));
  await grown;
  expect(items.value).toEqual(["a", "b"]);
  expect(hasMore.value).toBe(false);
});

test("a page of the old list does not follow the new list", async () => {
  const { waiting, load } = desk<Page<string>>();
  const { items, more, reload } = useList(load);
  waiting[0]?.answer(page(["old"], "more"));
  await nextTick();
  const grown = more();
  void reload();
  waiting[2]?.answer(page(["new"], "more"));
  await nextTick();
  waiting[1]?.answer(page(["older"]));
  await grown;
  expect(items.value).toEqual(["new"]);
});
