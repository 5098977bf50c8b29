import { expect, it } from "vitest";
import { Problem } from "@shared/problem";
import { useLoad } from "./load";

/** A fetch whose answers come when the test says so. */
function slow() {
  const asked: { answer: (text: string) => void; refuse: (problem: Problem) => void }[] = [];
  const fetch = () => new Promise<string>((answer, refuse) => asked.push({ answer, refuse }));
  return { asked, ...useLoad(fetch) };
}

it("lets the newest question win, whichever answer comes last", async () => {
  const { asked, data, loading, load } = slow();
  const [first, second] = [load(), load()];
  asked[1]!.answer("new");
  await second;
  expect(loading.value).toBe(false);
  asked[0]!.answer("old");
  await first;
  expect(data.value).toBe("new");
});

it("keeps what was shown when a reload is refused", async () => {
  const { asked, data, problem, load } = slow();
  const first = load();
  asked[0]!.answer("rules");
  await first;
  const second = load();
  asked[1]!.refuse(Problem.offline());
  await second;
  expect(data.value).toBe("rules");
  expect(problem.value?.code).toBe("offline");
});
