import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { reactive } from "vue";
import { keepDraft } from "./draft";

const empty = () => reactive({ phone: "", nickname: "", resendAt: 0, consent: false });

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
});
afterEach(() => void vi.useRealTimers());

test("what was typed is there again after the page was left", () => {
  const before = empty();
  keepDraft("register", before);
  Object.assign(before, { phone: "13800000001", nickname: "小满", resendAt: 1_800_000_000_000, consent: true });
  const after = empty();
  keepDraft("register", after);
  expect(after).toEqual(before);
});

test("a form that is done leaves nothing behind", () => {
  const form = empty();
  const forget = keepDraft("register", form);
  form.phone = "13800000001";
  forget();
  form.phone = "13900000002";
  expect(sessionStorage.length).toBe(0);
});

test("an old draft is not brought back", () => {
  const form = empty();
  keepDraft("register", form);
  form.phone = "13800000001";
  vi.setSystemTime(Date.now() + 15 * 60_000 + 1);
  const later = empty();
  keepDraft("register", later);
  expect(later.phone).toBe("");
});

test("two forms keep to themselves", () => {
  const form = empty();
  keepDraft("register", form);
  form.phone = "13800000001";
  const other = empty();
  keepDraft("bind", other);
  expect(other.phone).toBe("");
});

test.each([
  ["not json", "{"],
  ["null", "null"],
  ["no time", `{"fields":{"phone":"1"}}`],
  ["fields of another type or name", JSON.stringify({ at: Date.now(), fields: { phone: 7, admin: "yes" } })],
])("a kept draft with %s is left alone", (_what, kept) => {
  vi.useRealTimers();
  sessionStorage.setItem("kabao:draft:register", kept);
  const form = empty();
  keepDraft("register", form);
  expect(form).toEqual(empty());
});

test("a browser that forbids storage still has a form", () => {
  const refuse = () => {
    throw new DOMException("denied", "SecurityError");
  };
  const form = empty();
  keepDraft("register", form, { getItem: refuse, setItem: refuse, removeItem: refuse });
  form.phone = "13800000001";
  expect(form.phone).toBe("13800000001");
});
