import { session } from "../../core/auth";
import { bare, dress, fill, load } from "../../core/page";

Page({
  data: { ...bare(), hello: "", member: false },
  onLoad() {
    dress(this, "welcome");
    void this.reload();
  },
  reload() {
    return load(this, async () => {
      const { state, merchant } = await session();
      this.setData({ member: state === "member", hello: fill(this.data.t.welcome.hello, { shop: merchant.name }) });
    });
  },
  enter() {
    wx.reLaunch({ url: "/pages/home/home" });
  },
  register() {
    wx.navigateTo({ url: "/pages/register/register" });
  },
  bind() {
    wx.navigateTo({ url: "/pages/bind/bind" });
  },
  privacy() {
    wx.navigateTo({ url: "/packages/privacy/privacy" });
  },
});
