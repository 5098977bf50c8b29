import { Keeper, type Shown } from "../../core/code";
import { fill } from "../../core/page";
import { words } from "../../core/words";

const keepers = new WeakMap<object, Keeper>();

/** The member code, renewed while somebody looks at it. */
Component({
  properties: {
    /** For a scanner: as large as the screen allows, on white by day and by night. */
    large: { type: Boolean, value: false },
  },
  data: { t: words().code, code: null as Shown["code"], problem: null as Shown["problem"], left: 0, expired: false, note: "" },
  lifetimes: {
    attached() {
      this.setData({ t: words().code });
      const keeper = new Keeper((shown) => this.show(shown));
      keepers.set(this, keeper);
      keeper.wake();
    },
    detached() {
      keepers.get(this)?.rest();
    },
  },
  pageLifetimes: {
    show() {
      keepers.get(this)?.wake();
    },
    hide() {
      keepers.get(this)?.rest();
    },
  },
  methods: {
    show({ code, problem, left, minutes, expired }: Shown) {
      const { t } = this.data;
      const lasts = minutes > 0 ? fill(t.lasts, { n: minutes }) : t.lastsLess;
      const why = problem?.code === "offline" ? t.offline : t.notNow;
      this.setData({ code, problem, left, expired, note: problem && code ? `${why}${lasts}` : "" });
    },
    renew() {
      keepers.get(this)?.renew();
    },
  },
});
