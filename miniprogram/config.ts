/** What differs from shop to shop; nothing else does. */
export const config = {
  /** Where the gateway is. In production https, and listed under request 合法域名. */
  api: "http://127.0.0.1:8080",
  /** The mini-program's own appid, as the gateway knows it. */
  appid: "wx00000000000000b2",
  /** Ids of subscription-message templates. None: nobody is asked. */
  templates: { joined: [] as string[], claimed: [] as string[] },
};
