import { brighten, dim } from "../../core/bright";
import { bare, dress } from "../../core/page";

Page({
  data: bare(),
  onLoad() {
    dress(this, "code");
  },
  onShow() {
    void brighten();
  },
  onHide: dim,
  onUnload: dim,
});
