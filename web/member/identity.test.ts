import { Problem } from "@shared/problem";
import { expect, test } from "vitest";
import { faultsFrom, faultsOf, phoneDigits } from "./identity";

const typed = { phone: "13800000001", code: "123456", nickname: "小满妈妈", resendAt: 0 };

test("a form filled in well has no faults", () => {
  expect(faultsOf(typed)).toEqual({});
});

test("each field says what it lacks", () => {
  expect(Object.keys(faultsOf({ ...typed, phone: "", code: "", nickname: " " }))).toEqual(["phone", "code", "nickname"]);
  expect(faultsOf({ ...typed, phone: "23800000001" })).toHaveProperty("phone");
  expect(faultsOf({ ...typed, phone: "1380000000" })).toHaveProperty("phone");
});

test("a nickname is counted in characters, not in bytes", () => {
  expect(faultsOf({ ...typed, nickname: "👶".repeat(32) })).toEqual({});
  expect(faultsOf({ ...typed, nickname: "👶".repeat(33) })).toHaveProperty("nickname");
});

test.each([
  ["138 0000 0001", "13800000001"],
  ["+86 138-0000-0001", "13800000001"],
  ["１３８０００００００１", "13800000001"],
  ["8613", "8613"],
])("a phone pasted as %s is read as %s", (pasted, phone) => {
  expect(phoneDigits(pasted)).toBe(phone);
});

test("a wrong code is shown beside the code, in the gateway's words", () => {
  const problem = new Problem("sms_code_wrong", "验证码不正确，还可以试 2 次", 422, { attempts_left: 2 });
  expect(faultsFrom(problem)).toEqual({ code: "验证码不正确，还可以试 2 次" });
});

test("a refusal that is about no field is left to the page", () => {
  expect(faultsFrom(new Problem("phone_taken", "这个手机号已经是会员", 409))).toEqual({});
  expect(faultsFrom(new Problem("constructor", "", 409))).toEqual({});
});
