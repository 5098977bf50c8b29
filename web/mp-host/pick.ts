import type { Shell } from "./shell.ts";

/** A few real regions; WeChat brings all of them. */
const REGIONS = ["浙江省 杭州市 上城区", "浙江省 杭州市 西湖区", "浙江省 绍兴市 越城区", "上海市 上海市 徐汇区", "广东省 广州市 海珠区"];

/** What a `picker` gives when it is confirmed; nothing when it is not. */
export async function pick(shell: Shell, { mode, value, range, rangeKey, start, end }: Record<string, any>): Promise<unknown> {
  if (mode === "date") return shell.ask({ title: "选择日期", field: dateField(value, start, end) });
  if (mode === "region") {
    const region = await shell.ask({ title: "选择地区", field: choiceOf(REGIONS, [value].flat().join(" ")) });
    return region?.split(" ");
  }
  const names = (range as unknown[]).map((one) => String(rangeKey ? (one as Record<string, unknown>)[rangeKey] : one));
  const chosen = await shell.ask({ title: "请选择", field: choiceOf(names, names[Number(value)] ?? "") });
  return chosen === undefined ? undefined : names.indexOf(chosen);
}

function dateField(value: string, min: string, max: string): HTMLInputElement {
  return Object.assign(document.createElement("input"), { type: "date", min, max, value });
}

function choiceOf(names: string[], chosen: string): HTMLSelectElement {
  const field = document.createElement("select");
  for (const name of names) field.append(new Option(name, name, false, name === chosen));
  return field;
}
