import { forgetCode } from "../../core/code";
import { bare, dress } from "../../core/page";
import { language, speak, type Language } from "../../core/words";

Page({
  data: { ...bare(), language: "zh" as Language, version: "" },
  onLoad() {
    dress(this, "settings");
    const { version, envVersion } = wx.getAccountInfoSync().miniProgram;
    this.setData({ language: language(), version: version || envVersion });
  },
  choose({ currentTarget }: WechatMiniprogram.TouchEvent<object, object, { language: Language }>) {
    speak(currentTarget.dataset.language);
    // With the codes came words of the gateway's.
    forgetCode();
    // Every page puts its words on when it opens, and asks again.
    wx.reLaunch({ url: "/pages/home/home" });
  },
});
