import { get, picture, put, remove } from "../../core/api";
import { bare, dress, load, press, say } from "../../core/page";
import { Problem } from "../../core/problem";
import { store } from "../../core/store";
import type { Profile } from "../../core/types";

/** As large as an avatar is ever shown, in pixels; a jpeg of it is below the 32 KiB that the gateway takes. */
const AVATAR_PX = 200;

const EMPTY = { nickname: "", card_name: "", email: "", birthday: "" };
type Field = keyof typeof EMPTY;

Page({
  data: { ...bare(), profile: null as Profile | null, form: EMPTY, avatar: "", today: new Date().toISOString().slice(0, 10) },
  onLoad() {
    dress(this, "profile");
    void this.reload();
  },
  reload() {
    return load(this, async () => this.show(await get<Profile>("/profile")));
  },
  show(profile: Profile) {
    const { nickname, card_name, email, birthday } = profile;
    this.setData({ profile, form: { nickname, card_name, email: email ?? "", birthday: birthday ?? "" } });
    void this.showAvatar(profile.avatar);
  },
  async showAvatar(address: string | null) {
    // Who has no picture in sight has all the rest of the page.
    this.setData({ avatar: address ? await picture(address).catch(() => "") : "" });
  },
  type({ detail, currentTarget }: WechatMiniprogram.CustomEvent<{ value: string }, object, { field: Field }>) {
    this.setData({ form: { ...this.data.form, [currentTarget.dataset.field]: detail.value } });
  },
  chooseAvatar({ detail }: WechatMiniprogram.CustomEvent<{ avatarUrl: string }>) {
    return press(this, async () => {
      const image = await asDataUrl(detail.avatarUrl).catch(() => {
        throw new Problem("avatar_malformed", this.data.t.profile.avatarFailed, 0);
      });
      const { avatar } = await put<{ avatar: string }>("/avatar", { image });
      await this.showAvatar(avatar);
      store.me = undefined;
    });
  },
  removeAvatar() {
    return press(this, async () => {
      await remove("/avatar");
      await this.showAvatar(null);
      store.me = undefined;
      say(this.data.t.common.removed, "success");
    });
  },
  save() {
    const { form, t } = this.data;
    return press(this, async () => {
      const body = { ...form, email: form.email.trim() || null, birthday: form.birthday || null };
      this.show(await put<Profile>("/profile", body));
      store.me = undefined;
      say(t.common.saved, "success");
    });
  },
  changePhone() {
    wx.navigateTo({ url: "/packages/profile/phone" });
  },
});

/** The picture made small, as the gateway takes it. */
async function asDataUrl(path: string): Promise<string> {
  const { tempFilePath } = await wx.compressImage({ src: path, quality: 70, compressedWidth: AVATAR_PX, compressedHeight: AVATAR_PX });
  const data = await new Promise<string>((resolve, reject) => {
    wx.getFileSystemManager().readFile({
      filePath: tempFilePath,
      encoding: "base64",
      success: ({ data }) => resolve(String(data)),
      fail: reject,
    });
  });
  return `data:image/jpeg;base64,${data}`;
}
