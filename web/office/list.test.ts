import { expect, it } from "vitest";
import { Problem } from "@shared/problem";
import type { Page } from "./api";
import { useList } from "./list";

/** A list whose answers come when the test says so. */
function slow() {
  const asked: { cursor: string | undefined; answer: (page: Page<string>) => void; refuse: (problem: Problem) => void }[] = [];
  return { asked, ...useList<string>((cursor) => new Promise((answer, refuse) => asked.push({ cursor, answer, refuse }))) };
}

it("goes on where it stopped and ends", async () => {
  const { asked, items, next, load, more } = slow();
  const first = load();
  asked[0]!.answer({ items: ["a", "b"], next: "b" });
  await first;
  const second = more();
  void more();
  expect(asked.map(({ cursor }) => cursor)).toEqual([undefined, "b"]);
  asked[1]!.answer({ items: ["c"], next: null });
  await second;
  expect([items.value, next.value]).toEqual([["a", "b", "c"], null]);
  await more();
  expect(asked.length).toBe(2);
});

it("forgets the answer to an older question", async () => {
  const { asked, items, load } = slow();
  const [first, second] = [load(), load()];
  asked[1]!.answer({ items: ["new"], next: null });
  asked[0]!.answer({ items: ["old"], next: "more" });
  await Promise.all([first, second]);
  expect(items.value).toEqual(["new"]);
});

it("keeps what is shown when the rest is refused", async () => {
  const { asked, items, problem, load, more } = slow();
  const first = load();
  asked[0]!.answer({ items: ["a"], next: "a" });
  await first;
  const second = more();
  asked[1]!.refuse(Problem.offline());
  await second;
  expect([items.value, problem.value?.code]).toEqual([["a"], "offline"]);
});

it("shows no rows of an older filter below a newer one, not even after a refusal", async () => {
  const { asked, items, next, problem, load, more } = slow();
  const old = load();
  asked[0]!.answer({ items: ["old"], next: "old" });
  await old;
  const filtered = load();
  asked[1]!.refuse(Problem.offline());
  await filtered;
  expect([items.value, next.value, problem.value?.code]).toEqual([null, null, "offline"]);
  await more();
  expect(asked.length).toBe(2);
  const again = load();
  asked[2]!.answer({ items: ["new"], next: null });
  await again;
  expect([items.value, problem.value]).toEqual([["new"], null]);
});

it("looks again quietly: what is new comes first, further rows stay, and a lost answer changes nothing", async () => {
  const { asked, items, next, problem, load, more, refresh } = slow();
  const first = load();
  asked[0]!.answer({ items: ["b", "c"], next: "c" });
  await first;
  const second = more();
  asked[1]!.answer({ items: ["d"], next: "d" });
  await second;
  const again = refresh((one) => one);
  asked[2]!.answer({ items: ["a", "b"], next: "b" });
  expect(await again).toEqual(["a", "b"]);
  expect([items.value, next.value]).toEqual([["a", "b", "c", "d"], "d"]);
  const lost = refresh((one) => one);
  asked[3]!.refuse(Problem.offline());
  expect(await lost).toBeNull();
  expect([items.value, problem.value]).toEqual([["a", "b", "c", "d"], null]);
  const [overtaken, newer] = [refresh((one) => one), load()];
  asked[5]!.answer({ items: ["e"], next: null });
  await newer;
  asked[4]!.answer({ items: ["a"], next: null });
  expect(await overtaken).toBeNull();
  expect(items.value).toEqual(["e"]);
});
