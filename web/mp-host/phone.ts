import type { Outside } from "./outside.ts";
import type { Shell } from "./shell.ts";

type Resolve = (answer: { event: string }) => void;

const masked = (phone: string) => phone.replace(/^(\d{3})\d{4}/, "$1****");

/** What WeChat asks the person who holds the phone before a mini-program learns anything. */
export class Phone {
  private agreed: boolean;
  private asksPrivacy: ((resolve: Resolve, about: { referrer: string }) => void) | undefined;

  constructor(
    readonly shell: Shell,
    readonly outside: Outside,
  ) {
    this.agreed = localStorage.getItem(this.key) === "yes";
  }

  private get key() {
    return `privacy:${this.outside.appid}:${this.outside.holder}`;
  }

  get needsPrivacy(): boolean {
    return !this.agreed;
  }

  onNeedPrivacy(ask: typeof this.asksPrivacy): void {
    this.asksPrivacy = ask;
  }

  /** Nothing personal before the guidelines are agreed to; without the mini-program's own sheet WeChat shows one. */
  async privacy(referrer: string): Promise<void> {
    if (this.agreed) return;
    const ask = this.asksPrivacy;
    const event = ask
      ? await new Promise<string>((resolve) => ask((answer) => resolve(answer.event), { referrer }))
      : (await this.shell.ask({ title: "用户隐私保护提示", yes: "同意", no: "拒绝" })) && "agree";
    if (event !== "agree") throw { errMsg: `${referrer}:fail privacy permission is not authorized`, errno: 104 };
    this.agreed = true;
    localStorage.setItem(this.key, "yes");
  }

  async phoneNumber(): Promise<{ errMsg: string; code?: string }> {
    try {
      await this.privacy("getPhoneNumber");
      const allowed = await this.shell.ask({ title: "申请获取并验证你的手机号", content: masked(this.outside.phone), yes: "允许", no: "不允许" });
      if (!allowed) return { errMsg: "getPhoneNumber:fail user deny" };
      return { errMsg: "getPhoneNumber:ok", code: await this.outside.phoneNumber() };
    } catch (fault) {
      return { errMsg: (fault as { errMsg?: string }).errMsg ?? "getPhoneNumber:fail" };
    }
  }

  /** A picture as a `data:` address, which is what files are in this phone. */
  async chooseAvatar(): Promise<string | undefined> {
    await this.privacy("chooseAvatar");
    const file = Object.assign(document.createElement("input"), { type: "file", accept: "image/*" });
    const chosen = await this.shell.ask({ title: "选择头像", content: "不选文件就用微信头像", field: file, yes: "使用" });
    if (chosen === undefined) return undefined;
    const picked = file.files?.[0];
    return picked ? dataUrl(picked) : dataUrl(await (await fetch(this.outside.avatar)).blob());
  }
}

export function dataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}
