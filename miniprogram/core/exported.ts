import { Problem } from "./problem";

/** How the file is called where it is sent. */
export const FILE = "kabao-export.json";

export const path = () => `${wx.env.USER_DATA_PATH}/${FILE}`;

export function write(data: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = ({ errMsg }: { errMsg: string }) => reject(new Problem("file", errMsg, 0));
    wx.getFileSystemManager().writeFile({ filePath: path(), data, encoding: "utf8", success: () => resolve(), fail });
  });
}

/** Everything about somebody does not stay on a phone that others may hold. Mostly there is no such file. */
export function discard(): void {
  wx.getFileSystemManager().unlink({ filePath: path(), fail: () => undefined });
}
