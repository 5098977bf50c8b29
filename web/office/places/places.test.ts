import { afterEach, expect, it, vi } from "vitest";
import { type Answers, closePage, control, openPage, PATIENCE, playGateway, sees, type } from "../gateway.fixture";

afterEach(() => {
  closePage();
  vi.unstubAllGlobals();
});

const press = (name: string) => control(name).click();
const RENAME = "PUT /terminals/trm_01";

it("gives a till another name, and says so where it cannot", PATIENCE, async () => {
  const answers: Answers = { "GET /places": "places", [RENAME]: "problem.terminal_closed" };
  const asked = playGateway(answers);
  await openPage("/stores");
  await sees("T011 号收银台");
  press("给 T01 改名");
  await sees("给收银台「T01」改名");
  expect(document.querySelectorAll("#dialog-form input")).toHaveLength(1);
  type("名称", " 门口收银台 ");
  press("保存");
  await sees("这个收银台已经停用");
  answers[RENAME] = null;
  const listed = () => asked.filter(({ path }) => path === "/places").length;
  const before = listed();
  press("保存");
  await vi.waitFor(() => expect(listed()).toBe(before + 1));
  const sent = asked.filter(({ method }) => method === "PUT").map(({ path, body }) => ({ path, body }));
  expect(sent).toEqual(Array(2).fill({ path: "/terminals/trm_01", body: { name: "门口收银台" } }));
});

it("does not offer another name for a till that is closed", PATIENCE, async () => {
  playGateway({ "GET /places": "places" });
  await openPage("/stores");
  await sees("T011 号收银台");
  control("给 T01 改名");
  const ticks = document.querySelector<HTMLInputElement>(".tick input")!;
  ticks.click();
  await sees("旧收银台");
  expect(() => control("给 T02 改名")).toThrow("no 给 T02 改名");
});
