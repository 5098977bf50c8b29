import { get, post } from "../../core/api";
import { session } from "../../core/auth";
import { discard, FILE, path, write } from "../../core/exported";
import { bare, dress, fill, load, press, say } from "../../core/page";
import type { PrivacyText } from "../../core/types";

Page({
  data: { ...bare(), privacy: null as PrivacyText | null, version: "", agreed: "", member: false, exported: "" },
  onLoad() {
    dress(this, "privacy");
    void this.reload();
  },
  onUnload() {
    discard();
  },
  reload() {
    return load(this, async () => {
      const [{ state }, privacy] = await Promise.all([session(), get<PrivacyText>("/privacy")]);
      this.setData({ member: state === "member" });
      this.show(privacy);
    });
  },
  show(privacy: PrivacyText) {
    const t = this.data.t.privacy;
    const { agreed } = privacy;
    this.setData({
      privacy,
      version: fill(t.version, { version: privacy.version }),
      agreed: agreed ? fill(t.agreedAt, { at: agreed.at_text, version: agreed.version }) : "",
    });
  },
  agree() {
    const { privacy, t } = this.data;
    if (!privacy) return;
    return press(this, async () => {
      const { agreed } = await post<Pick<PrivacyText, "agreed">>("/privacy/consent", { version: privacy.version });
      this.show({ ...privacy, agreed, needs_consent: false });
      say(t.privacy.agreedNow, "success");
    });
  },
  export() {
    return press(this, async () => {
      const exported = JSON.stringify(await get<object>("/export"), null, 2);
      await write(exported);
      this.setData({ exported });
      say(this.data.t.privacy.exported);
    });
  },
  send() {
    wx.shareFileMessage({ filePath: path(), fileName: FILE, fail: () => undefined });
  },
  copy() {
    wx.setClipboardData({ data: this.data.exported });
  },
});
