import { expect, it } from "vitest";
import { createApp, h, nextTick, ref } from "vue";
import PointsInput from "./PointsInput.vue";

it("stops a form with what are no points, and lets it go once others are put there", async () => {
  const value = ref<string | null>("1");
  const place = document.createElement("div");
  const app = createApp(() => h(PointsInput, { modelValue: value.value, "onUpdate:modelValue": (now: string | null) => (value.value = now) }));
  app.mount(place);
  const input = place.querySelector("input")!;
  input.value = "abc";
  input.dispatchEvent(new Event("input"));
  expect([input.validationMessage === "", value.value]).toEqual([false, "1"]);
  value.value = "2";
  await nextTick();
  expect([input.value, input.validationMessage]).toEqual(["2", ""]);
  app.unmount();
});
