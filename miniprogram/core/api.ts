import { config } from "../config";
import { signIn, token } from "./auth";
import { keyFor, settle } from "./once";
import { Problem } from "./problem";
import { language } from "./words";

/** How long one request may take before its outcome counts as unknown, in milliseconds. */
const TIMEOUT_MS = 10_000;

type Method = "GET" | "POST" | "PUT" | "DELETE";

interface Reply {
  status: number;
  body: unknown;
}

export const get = <T>(path: string) => call<T>("GET", path);
export const post = <T>(path: string, body: object = {}) => call<T>("POST", path, body);
export const put = <T>(path: string, body: object) => call<T>("PUT", path, body);
export const remove = (path: string) => call<void>("DELETE", path);

/** A query that leaves out what is not there. */
export function query(values: Record<string, string | null | undefined>): string {
  const pairs = Object.entries(values).filter(([, value]) => value);
  return pairs.length === 0 ? "" : `?${pairs.map(([name, value]) => `${name}=${encodeURIComponent(value ?? "")}`).join("&")}`;
}

/** As a signed-in person; whose session has ended is signed in again, once. Every failure is a {@link Problem}. */
async function call<T>(method: Method, path: string, body?: object): Promise<T> {
  if (!token()) await signIn();
  const first = await exchange(method, path, body, token());
  if (first.status !== 401) return read<T>(first);
  await signIn();
  return read<T>(await exchange(method, path, body, token()));
}

function read<T>({ status, body }: Reply): T {
  // What is no JSON comes as a text: a proxy's page, or nothing at all where nothing was asked for.
  if (status >= 200 && status < 300 && (typeof body !== "string" || body === "")) return body as T;
  throw Problem.fromReply(status, body);
}

/** One request, and whatever it was answered with. */
export function exchange(method: Method, path: string, body?: object, bearer = ""): Promise<Reply> {
  const request = `${method} ${path} ${body ? JSON.stringify(body) : ""}`;
  const header: Record<string, string> = { Accept: "application/json", "Accept-Language": language() === "en" ? "en" : "zh-CN" };
  if (body) header["Content-Type"] = "application/json";
  if (bearer) header.Authorization = `Bearer ${bearer}`;
  if (method !== "GET") header["Idempotency-Key"] = keyFor(request);
  return new Promise((resolve, reject) => {
    wx.request({
      url: `${config.api}/v1/member${path}`,
      method,
      header,
      timeout: TIMEOUT_MS,
      ...(body ? { data: body } : {}),
      success: ({ statusCode, data }) => {
        // A 5xx may hide a finished write, and 401 or 429 say nothing of an earlier lost one.
        if (statusCode < 500 && statusCode !== 401 && statusCode !== 429) settle(request);
        resolve({ status: statusCode, body: data });
      },
      fail: ({ errMsg }) => reject(Problem.unreachable(errMsg)),
    });
  });
}

/** A picture that only its owner may see, as a file of this phone. */
export function picture(address: string): Promise<string> {
  if (!address.startsWith("/")) return Promise.resolve(address);
  return new Promise((resolve, reject) => {
    wx.downloadFile({
      url: config.api + address,
      header: { Authorization: `Bearer ${token()}` },
      success: ({ statusCode, tempFilePath }) =>
        statusCode === 200 ? resolve(tempFilePath) : reject(Problem.fromReply(statusCode, null)),
      fail: ({ errMsg }) => reject(Problem.unreachable(errMsg)),
    });
  });
}
