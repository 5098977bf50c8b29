import { afterEach, expect, it, vi } from "vitest";
import { useShelf } from "./shelf";

const goods = (...names: string[]) => names.map((name) => ({ id: name, name }));
let asked: URL[];

/** A gateway that answers each page of goods when it is told to. */
function gateway() {
  asked = [];
  const answers: ((page: object) => void)[] = [];
  vi.stubGlobal("fetch", (path: string) => {
    const url = new URL(path, "http://till");
    if (url.pathname.endsWith("/categories")) return Promise.resolve(new Response(JSON.stringify({ items: [{ id: "cat_1", name: "奶粉" }] })));
    asked.push(url);
    return new Promise((answer) => answers.push((page) => answer(new Response(JSON.stringify(page)))));
  });
  return answers;
}

const soon = () => new Promise((done) => setTimeout(done));

afterEach(() => void vi.unstubAllGlobals());

it("turns the pages of a category, and no late answer shows among another's goods (POS-03)", async () => {
  const answers = gateway();
  const shelf = useShelf(vi.fn());
  void shelf.open();
  await soon();
  expect(shelf.tabs.value).toEqual(["全部", "奶粉"]);
  shelf.turn(1);
  answers[1]!({ items: goods("一段", "二段"), next: "gds_2" });
  await soon();
  answers[0]!({ items: goods("纸尿裤"), next: null });
  await soon();
  expect(shelf.goods.value?.map(({ name }) => name)).toEqual(["一段", "二段"]);
  shelf.more();
  expect([asked[2]!.searchParams.get("category"), asked[2]!.searchParams.get("cursor")]).toEqual(["cat_1", "gds_2"]);
  answers[2]!({ items: goods("三段"), next: null });
  await soon();
  expect(shelf.goods.value).toHaveLength(3);
  shelf.more();
  expect(asked).toHaveLength(3);
});
