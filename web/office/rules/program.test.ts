import { afterEach, expect, it, vi } from "vitest";
import { effectScope, nextTick } from "vue";
import type { PointsTerms } from "./api";
import { useProgram } from "./program";

const answerOf = (fen_per_point: number) => ({ version: 1, own: true, store: null, store_name: null, terms: { fen_per_point, yearly_clear: true } });
const soon = () => new Promise((done) => setTimeout(done));
const scope = effectScope();

afterEach(() => {
  scope.stop();
  vi.unstubAllGlobals();
});

it("shows the store that was chosen last, whichever answer comes last, and publishes what a store may decide (PTS-08)", async () => {
  const asked: { url: string; body: unknown; answer: (body: object) => void }[] = [];
  vi.stubGlobal("fetch", (url: string, { body }: RequestInit) =>
    new Promise((answer) => asked.push({ url, body: body && JSON.parse(String(body)), answer: (said) => answer(new Response(JSON.stringify(said))) })));
  const { store, draft, held, load, look, dirty, save } = scope.run(() => useProgram<PointsTerms>("points", (terms) => ({ ...terms, yearly_clear: false })))!;
  void load();
  await look("sto_1");
  await nextTick();
  expect(asked[1]!.url).toContain("store=sto_1");
  asked[1]!.answer(answerOf(200));
  await soon();
  asked[0]!.answer(answerOf(100));
  await soon();
  expect([draft.value?.fen_per_point, held.value?.terms.fen_per_point, dirty.value]).toEqual([200, 200, false]);
  draft.value!.fen_per_point = 300;
  expect(dirty.value).toBe(true);
  void save();
  await soon();
  expect(asked[2]!.body).toMatchObject({ fen_per_point: 300, yearly_clear: false });
  store.value = "";
  await nextTick();
  asked[2]!.answer(answerOf(300));
  await soon();
  expect(draft.value).toBeNull();
});
