// In the phone, a page finds what WeChat puts into every page it opens: its name in the user agent, and a bridge.
(() => {
  const phone = new URL(document.currentScript.src).origin;
  if (window.parent === window) return;
  const waiting = new Map();
  let calls = 0;

  addEventListener("message", ({ origin, source, data }) => {
    if (origin !== phone || source !== window.parent || data?.bridge !== "answer") return;
    waiting.get(data.call)?.(data.answer);
    waiting.delete(data.call);
  });

  Object.defineProperty(navigator, "userAgent", { value: `${navigator.userAgent} MicroMessenger/8.0.50` });
  window.WeixinJSBridge = {
    on() {},
    invoke(name, about, told = () => {}) {
      const call = (calls += 1);
      waiting.set(call, told);
      const ask = { bridge: "ask", call, name, about: JSON.parse(JSON.stringify(about ?? {})), url: location.href };
      window.parent.postMessage(ask, phone);
    },
  };
})();
