import type { MenuButton } from "./api";
import { isLink } from "./reply";
import { bytesOf, columnsOf } from "./text";

/** WeChat's limits (WeChat docs, custom menu). Names: columns, where a Chinese character takes two. */
export const MOST_TOP = 3;
export const MOST_SUB = 5;
export const TOP_COLUMNS = 8;
export const SUB_COLUMNS = 16;
const KEY_BYTES = 128;
const URL_BYTES = 1024;

/** A place in the menu: `sub` is -1 for the top button itself. */
export interface Place {
  top: number;
  sub: number;
}

export type Field = "name" | "type" | "key" | "url" | "appid" | "pagepath";

export interface Fault extends Place {
  field: Field;
  words: string;
}

export const blank = (): MenuButton => ({ name: "", type: "click", key: "" });

/** The button at a place. */
export const at = (buttons: MenuButton[], { top, sub }: Place) => (sub < 0 ? buttons[top] : buttons[top]?.children?.[sub]);

/** Everything WeChat would refuse, in menu order. */
export function faultsOf(buttons: MenuButton[]): Fault[] {
  return buttons.flatMap((button, top) => [
    ...faultsAt(button, { top, sub: -1 }),
    ...(button.children ?? []).flatMap((child, sub) => faultsAt(child, { top, sub })),
  ]);
}

function faultsAt(button: MenuButton, place: Place): Fault[] {
  const found: [Field, string | null][] = [["name", nameFault(button.name, place.sub < 0)], ...actionFaults(button)];
  return found.flatMap(([field, words]) => (words === null ? [] : [{ ...place, field, words }]));
}

function nameFault(name: string, isTop: boolean): string | null {
  if (name.trim() === "") return "请填写名称";
  const most = isTop ? TOP_COLUMNS : SUB_COLUMNS;
  return columnsOf(name) > most ? `最多 ${most / 2} 个汉字（或 ${most} 个字母）` : null;
}

function actionFaults(button: MenuButton): [Field, string | null][] {
  switch (button.type) {
    case "click":
      return [["key", sized(button.key, KEY_BYTES, "键值")]];
    case "view":
      return [["url", urlFault(button.url)]];
    case "miniprogram":
      return [
        ["appid", /^wx[0-9a-z]{16}$/.test(button.appid ?? "") ? null : "小程序 AppID 是 wx 开头的 18 位"],
        ["pagepath", sized(button.pagepath, URL_BYTES, "页面路径")],
        ["url", urlFault(button.url)],
      ];
    case "group":
      return [["type", button.children?.length ? null : "还没有子菜单，请添加一个"]];
  }
}

function sized(text: string | undefined, most: number, what: string): string | null {
  if (!text?.trim()) return `请填写${what}`;
  return bytesOf(text) > most ? `${what}最长 ${most} 字节` : null;
}

function urlFault(url: string | undefined): string | null {
  return sized(url, URL_BYTES, "网址") ?? (isLink(url ?? "") ? null : "请填写以 https:// 或 /m/ 开头的网址");
}

/** A copy with one more button: in the bar, or under `top`, which becomes a group. Null when there is no room. */
export function added(buttons: MenuButton[], top?: number): { buttons: MenuButton[]; place: Place } | null {
  const next = copyOf(buttons);
  if (top === undefined) {
    if (next.length >= MOST_TOP) return null;
    next.push(blank());
    return { buttons: next, place: { top: next.length - 1, sub: -1 } };
  }
  const parent = next[top];
  if (!parent || (parent.children?.length ?? 0) >= MOST_SUB) return null;
  const children = [...(parent.children ?? []), blank()];
  next[top] = { name: parent.name, type: "group", children };
  return { buttons: next, place: { top, sub: children.length - 1 } };
}

/** A copy without the button; a group that loses its last child can act for itself again. */
export function removed(buttons: MenuButton[], { top, sub }: Place): MenuButton[] {
  const next = copyOf(buttons);
  if (sub < 0) next.splice(top, 1);
  else next[top]?.children?.splice(sub, 1);
  const parent = next[top];
  if (sub >= 0 && parent && !parent.children?.length) next[top] = { name: parent.name, type: "click", key: "" };
  return next;
}

/** A copy with the button moved by one among its own; null at the end of the row. */
export function moved(buttons: MenuButton[], { top, sub }: Place, by: -1 | 1): { buttons: MenuButton[]; place: Place } | null {
  const next = copyOf(buttons);
  const row = sub < 0 ? next : next[top]?.children;
  const from = sub < 0 ? top : sub;
  const [here, there] = [row?.[from], row?.[from + by]];
  if (!row || !here || !there) return null;
  [row[from], row[from + by]] = [there, here];
  return { buttons: next, place: sub < 0 ? { top: top + by, sub } : { top, sub: sub + by } };
}

/** Only the fields that belong to each button's type, as WeChat wants them. */
export function tidied(buttons: MenuButton[]): MenuButton[] {
  return buttons.map(({ name, type, key = "", url = "", appid = "", pagepath = "", children = [] }) => {
    switch (type) {
      case "click":
        return { name, type, key };
      case "view":
        return { name, type, url };
      case "miniprogram":
        return { name, type, url, appid, pagepath };
      case "group":
        return { name, type, children: tidied(children) };
    }
  });
}

export const copyOf = (buttons: MenuButton[]): MenuButton[] => JSON.parse(JSON.stringify(buttons));
