import { glassEasel } from "glass-easel-miniprogram-adapter";

/** Which element stands for which built-in. */
const STANDS_FOR: Record<string, string> = { view: "div", text: "span", image: "img", block: "div", switch: "input", picker: "button", "scroll-view": "div" };

/** WeChat's screens are 750 rpx wide, whatever they are in pixels. */
const RPX = /(-?\d*\.?\d+)rpx\b/g;

type Bound = Node & { __wxElement?: Parameters<typeof glassEasel.Event.triggerEvent>[0] };

/** Draws into this window. A tap is a click, so that a keyboard and a reader can tap, too. */
export class Screen extends glassEasel.CurrentWindowBackendContext {
  override document = {
    createElement: (tag: string) => makeElement(tag) as never,
    createTextNode: (text: string) => document.createTextNode(text) as never,
    createDocumentFragment: () => document.createDocumentFragment() as never,
  };

  constructor(stage: HTMLElement) {
    super();
    stage.addEventListener("click", (event) => {
      let node = event.target as Bound | null;
      while (node && !node.__wxElement) node = node.parentNode;
      const detail = { x: event.clientX, y: event.clientY };
      if (node?.__wxElement) glassEasel.Event.triggerEvent(node.__wxElement, "tap", detail, { originalEvent: event, bubbles: true, composed: true, capturePhase: true });
    });
  }

  /** All other events come from the built-ins themselves. */
  override setListenerStats(): void {}
}

/** The page's policy forbids style attributes, and assistive technology knows no `aria-role`. */
function makeElement(tag: string): HTMLElement {
  const element = document.createElement(STANDS_FOR[tag] ?? tag);
  if (element instanceof HTMLButtonElement) element.type = "button";
  const set = element.setAttribute.bind(element);
  element.setAttribute = (name, value) => {
    if (name === "style") element.style.cssText = value.replace(RPX, "calc(var(--rpx) * $1)");
    else set(name === "aria-role" ? "role" : name, value);
  };
  return element;
}
