import { expect, it } from "vitest";
import { approver } from "./value-api";

it("whoever answers for something is named by 工号 or by login (RCH-08)", () => {
  expect(approver("1001", "secret")).toEqual({ number: "1001", password: "secret" });
  expect(approver("manager", "secret")).toEqual({ login: "manager", password: "secret" });
  expect(approver("123456789", "secret")).toEqual({ login: "123456789", password: "secret" });
});
