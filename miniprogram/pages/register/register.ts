import { join, joining, noForm } from "../../core/join";
import { bare, dress } from "../../core/page";
import { mayTell } from "../../core/tell";

Page({
  ...joining,
  data: { ...bare(), ...noForm() },
  onLoad() {
    dress(this, "register");
    void this.reload();
  },
  bind() {
    wx.redirectTo({ url: "/pages/bind/bind" });
  },
  submit() {
    return join(this, "/register", this.data.t.register.done, () => mayTell("joined"));
  },
});
