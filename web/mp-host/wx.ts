import type { Outside } from "./outside.ts";
import { dataUrl, type Phone } from "./phone.ts";
import type { Program } from "./program.ts";

type Options = Record<string, any>;

/** WeChat's manner: callbacks if any are given, else a promise. */
function api<T extends object | void>(name: string, act: (options: any) => Promise<T> | T) {
  return (options: Options = {}) => {
    const done = (async () => act(options))().then(
      (result) => ({ errMsg: `${name}:ok`, ...(result as object) }),
      (fault: { errMsg?: string; message?: string }) => {
        throw { ...fault, errMsg: fault.errMsg ?? `${name}:fail ${fault.message ?? ""}` };
      },
    );
    if (!options.success && !options.fail && !options.complete) return done;
    done.then(options.success, options.fail).finally(() => options.complete?.());
    return undefined;
  };
}

/** The part of `wx` that this mini-program uses. What WeChat would ask of a person is asked in a dialog. */
export function fakeWx(phone: Phone, program: Program) {
  const { shell, outside } = phone;
  return {
    ...network(outside),
    ...storage(outside),
    ...pages(program),
    ...words(phone),
    ...device(phone),
    ...files(),
    login: api("login", async () => ({ code: await outside.login() })),
    getAccountInfoSync: () => ({ miniProgram: { appId: outside.appid, envVersion: "develop", version: "" } }),
    onNeedPrivacyAuthorization: (ask: never) => phone.onNeedPrivacy(ask),
    requirePrivacyAuthorize: api("requirePrivacyAuthorize", () => phone.privacy("requirePrivacyAuthorize")),
    getPrivacySetting: api("getPrivacySetting", () => ({ needAuthorization: phone.needsPrivacy, privacyContractName: "《用户隐私保护指引》" })),
    openPrivacyContract: api("openPrivacyContract", async () => void (await shell.ask({ title: "用户隐私保护指引", content: "这里由微信显示商家在后台填写的指引。", no: "" }))),
  };
}

function network(outside: Outside) {
  const ask = async ({ url, method = "GET", header = {}, data }: Options) => {
    const body = data === undefined || typeof data === "string" ? data : JSON.stringify(data);
    return outside.request({ method, url, headers: header, body });
  };
  return {
    request: api("request", async (options) => {
      const { status, headers, body } = await ask(options);
      return { statusCode: status, header: headers, data: parsed(body) };
    }),
    downloadFile: api("downloadFile", async (options) => {
      const { status, headers, body, body_base64 } = await ask(options);
      const type = headers["content-type"] ?? "application/octet-stream";
      return { statusCode: status, tempFilePath: `data:${type};base64,${body_base64 ?? btoa(body)}` };
    }),
    getNetworkType: api("getNetworkType", () => ({ networkType: navigator.onLine ? "wifi" : "none" })),
    onNetworkStatusChange: (tell: (status: object) => void) => {
      for (const name of ["online", "offline"]) addEventListener(name, () => tell({ isConnected: navigator.onLine }));
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function storage({ appid, holder }: Outside) {
  const at = (key: string) => `storage:${appid}:${holder}:${key}`;
  return {
    getStorageSync: (key: string) => JSON.parse(localStorage.getItem(at(key)) ?? '""'),
    setStorageSync: (key: string, value: unknown) => localStorage.setItem(at(key), JSON.stringify(value)),
    removeStorageSync: (key: string) => localStorage.removeItem(at(key)),
  };
}

function pages(program: Program) {
  return {
    navigateTo: api("navigateTo", ({ url }) => program.open(url)),
    redirectTo: api("redirectTo", ({ url }) => program.replace(url)),
    reLaunch: api("reLaunch", ({ url }) => program.launch(url)),
    navigateBack: api("navigateBack", ({ delta = 1 }) => program.back(delta)),
    setNavigationBarTitle: api("setNavigationBarTitle", ({ title }) => program.title(title)),
    stopPullDownRefresh: api("stopPullDownRefresh", () => {}),
    pageScrollTo: api("pageScrollTo", ({ scrollTop }) => program.scroll(scrollTop)),
    nextTick: (act: () => void) => queueMicrotask(act),
  };
}

function words({ shell }: Phone) {
  return {
    showToast: api("showToast", ({ title, duration }) => shell.toast(title, duration)),
    hideToast: api("hideToast", () => shell.toast("")),
    showLoading: api("showLoading", ({ title }) => shell.toast(title, 0)),
    hideLoading: api("hideLoading", () => shell.toast("")),
    showModal: api("showModal", async ({ title, content = "", confirmText, cancelText, showCancel = true, editable, placeholderText = "" }) => {
      const field = editable ? Object.assign(document.createElement("input"), { value: content, placeholder: placeholderText }) : undefined;
      const yes = confirmText ?? "确定";
      const answer = await shell.ask({ title, content: editable ? "" : content, yes, no: showCancel ? (cancelText ?? "取消") : "", ...(field && { field }) });
      return { confirm: answer !== undefined, cancel: answer === undefined, content: answer ?? "" };
    }),
  };
}

function device(phone: Phone) {
  const { shell } = phone;
  const allowed = async (name: string, question: string, content = "") => {
    if (!(await shell.ask({ title: question, content, yes: "允许", no: "不允许" }))) throw { errMsg: `${name}:fail auth deny` };
  };
  let brightness = 0.5;
  return {
    setScreenBrightness: api("setScreenBrightness", ({ value }) => {
      brightness = value;
      document.documentElement.dataset.brightness = String(value);
    }),
    getScreenBrightness: api("getScreenBrightness", () => ({ value: brightness })),
    setKeepScreenOn: api("setKeepScreenOn", ({ keepScreenOn }) => void (document.documentElement.dataset.awake = String(keepScreenOn))),
    scanCode: api("scanCode", async () => {
      const result = await shell.ask({ title: "扫一扫", content: "模拟器没有摄像头：请输入码的内容", field: document.createElement("input"), yes: "扫描" });
      if (!result) throw { errMsg: "scanCode:fail cancel" };
      return { result, scanType: "QR_CODE" };
    }),
    getLocation: api("getLocation", async () => {
      await phone.privacy("getLocation");
      await allowed("getLocation", "获取你的位置信息");
      return { latitude: 30.2466, longitude: 120.1643 };
    }),
    chooseAddress: api("chooseAddress", async () => {
      await phone.privacy("chooseAddress");
      await allowed("chooseAddress", "使用这个微信地址", "王小满 13800000001 浙江省杭州市上城区人民路 18 号");
      return { userName: "王小满", telNumber: "13800000001", provinceName: "浙江省", cityName: "杭州市", countyName: "上城区", detailInfo: "人民路 18 号", postalCode: "310000" };
    }),
    requestSubscribeMessage: api("requestSubscribeMessage", async ({ tmplIds }: { tmplIds: string[] }) => {
      const answer = (await shell.ask({ title: "允许发送订阅消息", yes: "允许", no: "取消" })) ? "accept" : "reject";
      return Object.fromEntries(tmplIds.map((id) => [id, answer]));
    }),
    makePhoneCall: api("makePhoneCall", async ({ phoneNumber }) => void (await shell.ask({ title: "拨打电话", content: phoneNumber, yes: "呼叫" }))),
    setClipboardData: api("setClipboardData", ({ data }) => navigator.clipboard?.writeText(data).catch(() => {})),
  };
}

/** Files are `data:` addresses; those that were written are kept by their path. */
function files() {
  const written = new Map<string, string>();
  return {
    env: { USER_DATA_PATH: "wxfile://usr" },
    getFileSystemManager: () => ({
      readFile: api("readFile", async ({ filePath, encoding }) => {
        const data = written.get(filePath) ?? filePath;
        return { data: encoding === "base64" ? (data.split(",")[1] ?? "") : data };
      }),
      writeFile: api("writeFile", ({ filePath, data }) => void written.set(filePath, data)),
      unlink: api("unlink", ({ filePath }) => {
        if (!written.delete(filePath)) throw { errMsg: "unlink:fail no such file or directory" };
      }),
    }),
    shareFileMessage: api("shareFileMessage", ({ filePath, fileName }) => {
      const address = URL.createObjectURL(new Blob([written.get(filePath) ?? ""], { type: "application/json" }));
      Object.assign(document.createElement("a"), { href: address, download: fileName }).click();
      URL.revokeObjectURL(address);
    }),
    compressImage: api("compressImage", async ({ src, quality = 80, compressedWidth = 200 }) => ({ tempFilePath: await compress(src, compressedWidth, quality) })),
  };
}

async function compress(src: string, width: number, quality: number): Promise<string> {
  const image = new Image();
  image.src = src;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = Math.round((width * image.naturalHeight) / image.naturalWidth) || width;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", quality / 100));
  if (!blob) throw { errMsg: "compressImage:fail" };
  return dataUrl(blob);
}
