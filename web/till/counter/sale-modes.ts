import { typedGoods } from "../meaning";
import { fenOf } from "../money";
import type { Desk } from "./desk";
import { walked, type Key, type Mode } from "./mode";

const SALE_ASKS = "扫商品或会员码；也可输入品名、手机号、卡号、小票号";

function sale(desk: Desk): Mode {
  const { send } = desk;
  const chosen = desk.sale.value.at;
  return {
    ask: SALE_ASKS,
    keys: saleKeys(desk),
    enter: (text) => (text === "" ? pay(desk) : desk.looking.see(text)),
    move: (by) => send({ do: "choose", at: chosen + by }),
    other: desk.hasLines.value
      ? (key) => desk.looking.after(() => send(key === "Delete" ? { do: "drop" } : { do: "step", by: key === "+" ? 1 : -1 }))
      : undefined,
    back() {
      desk.hush();
      desk.looking.forget();
      if (!desk.hasLines.value) desk.guest();
    },
  };
}

function saleKeys(desk: Desk): Key[] {
  const { hasLines, fresh, looking } = desk;
  const who = desk.sale.value.cart.who;
  return [
    { key: "F1", label: "商品", press: () => shelve(desk) },
    { key: "F2", label: "挂单", press: () => desk.selling.park("hold"), off: !fresh.value || looking.busy.value > 0 },
    { key: "F3", label: "取单", press: () => take(desk) },
    { key: "F4", label: "无码", press: () => desk.go("typed") },
    { key: "F5", label: "取消", press: () => desk.go("sure"), off: !hasLines.value },
    who
      ? { key: "F6", label: "充值", press: () => desk.serving.open(who) }
      : { key: "F6", label: "预授权", press: () => desk.holding.open(), off: hasLines.value },
    { key: "F7", label: "退货", press: () => desk.returning.list(who ? { card: who.card.id } : {}) },
    { key: "F9", label: "券/积分", press: () => desk.go("perks"), off: !who || !desk.quote.value },
    { key: "F10", label: "收款", press: () => pay(desk), off: !fresh.value },
    { key: "F11", label: "散客", press: () => desk.guest(), off: !who },
  ];
}

function pay(desk: Desk): void {
  if (!desk.hasLines.value) return;
  if (!desk.fresh.value || desk.looking.busy.value > 0) return void desk.tell("正在计价，请稍等", "wait");
  desk.hush();
  desk.send({ do: "pay" });
  desk.go("pay");
}

function take(desk: Desk): void {
  if (desk.hasLines.value) desk.tell("这一单还没有结束：请先挂单（F2）或取消（F5）", "look");
  else void desk.showHeld();
}

function shelve(desk: Desk): void {
  desk.hush();
  desk.go("grid");
  void desk.shelf.open();
}

/** Goods by category: a tap adds one, and the next may follow. */
function grid(desk: Desk): Mode {
  const { shelf, at } = desk;
  const goods = shelf.goods.value ?? [];
  return {
    ask: "点商品加入；↑↓ 选，←→ 换分类；也可接着扫",
    keys: [{ key: "F10", label: "收款", press: () => (desk.go("sale"), pay(desk)), off: !desk.fresh.value }],
    enter(text) {
      const one = goods[at.value];
      if (text !== "") return desk.looking.see(text);
      if (one) desk.add(one);
    },
    move(by) {
      if (by > 0 && at.value === goods.length - 1) shelf.more();
      at.value = walked(at.value, by, goods.length);
    },
    turn(by) {
      shelf.turn(walked(shelf.chosen.value, by, shelf.tabs.value.length));
      at.value = 0;
    },
    back: () => desk.go("sale"),
  };
}

/** Goods that have what was typed in their names. */
function picks(desk: Desk): Mode {
  const goods = desk.picks.value;
  const pick = () => {
    const one = goods[desk.at.value];
    desk.go("sale");
    if (one) desk.add(one);
  };
  return {
    ask: "↑↓ 选商品，Enter 加入；或接着扫",
    keys: [],
    enter: (text) => (text === "" ? pick() : desk.looking.see(text)),
    move: (by) => (desk.at.value = walked(desk.at.value, by, goods.length)),
    back: () => desk.go("sale"),
  };
}

/** 无码商品 */
function typed(desk: Desk): Mode {
  return {
    ask: "无码商品：单价 品名，例如 12.8 散装饼干",
    keys: [],
    enter(text) {
      const { price, name } = typedGoods(text);
      const fen = fenOf(price);
      if (text === "") return;
      if (fen === null || fen === 0) return void desk.tell("请先输入单价，例如 12.8 散装饼干", "look");
      desk.hush();
      desk.send({ do: "add", line: { goods: null, name, unit: "件", price: fen, quantity: 1000 } });
      desk.go("sale");
    },
    move: () => {},
    back: () => desk.go("sale"),
  };
}

/** Before a sale is thrown away. */
function sure(desk: Desk): Mode {
  const back = () => desk.go("sale");
  return {
    ask: "取消本单？Enter 取消，Esc 不取消",
    keys: [],
    enter(text) {
      back();
      if (text !== "") return desk.looking.see(text);
      desk.selling.park("cancel");
    },
    move: () => {},
    back,
  };
}

/** 挂单列表 */
function held(desk: Desk): Mode {
  const rows = desk.held.value ?? [];
  const row = rows[desk.at.value];
  return {
    ask: "↑↓ 选挂单，Enter 取回",
    keys: [],
    enter(text) {
      desk.go("sale");
      if (text !== "") return desk.looking.see(text);
      desk.hush();
      if (row) void desk.selling.resume(row.id);
    },
    move: (by) => (desk.at.value = walked(desk.at.value, by, rows.length)),
    back: () => desk.go("sale"),
  };
}

export const saleModes = { sale, grid, picks, typed, sure, held };
