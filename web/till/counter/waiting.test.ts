import { afterEach, describe, expect, it, vi } from "vitest";
import { effectScope, nextTick, reactive, ref, shallowRef } from "vue";
import type { Desk, Place } from "./desk";
import { useWaiting } from "./waiting";

let scope: ReturnType<typeof effectScope>;
afterEach(() => scope.stop());

/** A counter with a press on its way; `end` ends it on this screen. */
function counter() {
  const state = reactive({ busy: true, unsure: false, tries: 1, refused: false });
  const press = { state, hurry: () => {} };
  const pressed = shallowRef<typeof press | undefined>(press);
  const place = ref<Place>("pay");
  const entered: string[] = [];
  const tell = vi.fn();
  const also = vi.fn();
  const desk = { pressed, place, tell, also } as unknown as Desk;
  scope = effectScope();
  const { keeps } = scope.run(() => useWaiting(desk, (text) => entered.push(text)))!;
  async function end(at: Place, refused = false): Promise<void> {
    Object.assign(state, { busy: false, refused });
    pressed.value = undefined;
    place.value = at;
    await nextTick();
  }
  return { keeps, end, place, entered, tell, also };
}

describe("what is scanned while a press is on its way", () => {
  it.each<Place>(["done", "served", "refunded"])("waits on %s until the clerk has seen it, in its turn", async (at) => {
    const { keeps, end, place, entered, tell } = counter();
    expect([keeps("A"), keeps("")]).toEqual([true, false]);
    await end(at);
    expect([entered, tell.mock.calls.length]).toEqual([[], 1]);
    expect([keeps("B"), keeps("")]).toEqual([true, false]);
    place.value = "sale";
    await nextTick();
    expect([entered, keeps("C")]).toEqual([["A", "B"], false]);
  });

  it.each<Place>(["pay", "sale"])("is dropped after a refusal that leads to %s, and that is said", async (at) => {
    const { keeps, end, entered, also } = counter();
    keeps("A");
    await end(at, true);
    expect([entered, also.mock.calls.length, keeps("B")]).toEqual([[], 1, false]);
  });

  it("is entered at once where nothing has to be seen", async () => {
    const { keeps, end, entered } = counter();
    keeps("A");
    await end("sale");
    expect(entered).toEqual(["A"]);
  });
});
