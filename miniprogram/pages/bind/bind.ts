import { join, joining, noForm } from "../../core/join";
import { bare, dress } from "../../core/page";

Page({
  ...joining,
  data: { ...bare(), ...noForm() },
  onLoad() {
    dress(this, "bind");
    void this.reload();
  },
  register() {
    wx.redirectTo({ url: "/pages/register/register" });
  },
  submit() {
    return join(this, "/bind", this.data.t.bind.done);
  },
});
