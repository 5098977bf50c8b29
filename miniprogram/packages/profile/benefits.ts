import { get } from "../../core/api";
import { bare, dress, fill, load } from "../../core/page";
import type { Benefits } from "../../core/types";

Page({
  data: { ...bare(), benefits: null as Benefits | null, since: "", until: "", next: "", share: "0" },
  onLoad() {
    dress(this, "benefits");
    void this.reload();
  },
  onPullDownRefresh() {
    void this.reload();
  },
  reload() {
    return load(this, async () => {
      const benefits = await get<Benefits>("/benefits");
      const { current, next } = benefits;
      const t = this.data.t.benefits;
      this.setData({
        benefits,
        since: fill(t.since, { date: current.since_text }),
        until: current.until_text ? fill(t.until, { date: current.until_text }) : "",
        next: next ? fill(t.next, { level: next.level.name }) : t.top,
        share: String((next?.permille ?? 1000) / 10),
      });
    });
  },
});
