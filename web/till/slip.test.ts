import { expect, it } from "vitest";
import { columns } from "./slip";

it.each([
  ["实付 ¥1,307.90", "实付", "¥1,307.90"],
  ["  1罐 × ¥298.00  ¥288.00", "  1罐 × ¥298.00", "¥288.00"],
  ["获得积分 12,345.5", "获得积分", "12,345.5"],
  ["  原价 ¥298.00，优惠 ¥10.00", "  原价 ¥298.00，优惠 ¥10.00", ""],
  ["300 积分 → ¥3", "300 积分 → ¥3", ""],
  ["活动 老客充 200", "活动 老客充 200", ""],
  ["", "", ""],
])("%j has %j at its left and %j at its right", (line, ...parts) => expect(columns(line)).toEqual(parts));
