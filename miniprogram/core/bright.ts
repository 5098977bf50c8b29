/** How bright the screen was before a code was shown. */
let before: number | undefined;

/** A scanner reads a bright screen that does not go dark. A phone that refuses shows the code all the same. */
export async function brighten(): Promise<void> {
  wx.setKeepScreenOn({ keepScreenOn: true, fail: () => undefined });
  before ??= await wx.getScreenBrightness().then(({ value }) => value, () => undefined);
  wx.setScreenBrightness({ value: 1, fail: () => undefined });
}

export function dim(): void {
  wx.setKeepScreenOn({ keepScreenOn: false, fail: () => undefined });
  if (before !== undefined) wx.setScreenBrightness({ value: before, fail: () => undefined });
  before = undefined;
}
