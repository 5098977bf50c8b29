import { glassEasel } from "glass-easel-miniprogram-adapter";
import type { Phone } from "./phone.ts";
import { pick } from "./pick.ts";

type Values = Record<string, any>;
type Part = { $$: HTMLElement | null; data: Values; triggerEvent(name: string, detail?: unknown): void };

interface Builtin {
  properties: Values;
  /** Once, when it is there. */
  made?(part: Part, element: any, phone: Phone): void;
  /** Whenever a property changes. */
  shows?(element: any, values: Values): void;
}

const NAMED = { ariaLabel: "", ariaRole: "", ariaBusy: "", id: "" };

/** The components that WeChat brings along, as far as this mini-program uses them. Each is an element of this page. */
const BUILTINS: Record<string, Builtin> = {
  image: {
    properties: { ...NAMED, src: "", mode: "scaleToFill" },
    shows(element: HTMLImageElement, { src, mode, ariaLabel }) {
      if (src) element.src = src;
      else element.removeAttribute("src");
      element.alt = ariaLabel;
      element.style.objectFit = mode === "aspectFill" ? "cover" : mode === "aspectFit" ? "contain" : "fill";
    },
  },
  button: {
    properties: { ...NAMED, disabled: false, loading: false, openType: "", formType: "" },
    made(part, element: HTMLButtonElement, phone) {
      element.addEventListener("click", () => void opens(part, phone));
    },
    shows(element: HTMLButtonElement, { disabled, loading }) {
      element.disabled = Boolean(disabled);
      element.ariaBusy = loading ? "true" : null;
    },
  },
  input: {
    properties: { ...NAMED, value: "", type: "text", placeholder: "", maxlength: 140, password: false, disabled: false, focus: false, confirmType: "done", placeholderClass: "" },
    made(part, element: HTMLInputElement) {
      const tell = (name: string) => () => part.triggerEvent(name, { value: element.value, cursor: element.selectionStart ?? 0 });
      element.addEventListener("input", tell("input"));
      element.addEventListener("blur", tell("blur"));
      element.addEventListener("keydown", ({ key }) => key === "Enter" && tell("confirm")());
    },
    shows(element: HTMLInputElement, { value, type, placeholder, maxlength, disabled }) {
      if (element.value !== value) element.value = value ?? "";
      element.inputMode = type === "number" || type === "idcard" ? "numeric" : type === "digit" ? "decimal" : "text";
      element.placeholder = placeholder;
      element.maxLength = maxlength;
      element.disabled = Boolean(disabled);
    },
  },
  switch: {
    properties: { ...NAMED, checked: false, disabled: false, color: "" },
    made(part, element: HTMLInputElement) {
      element.addEventListener("change", () => part.triggerEvent("change", { value: element.checked }));
    },
    shows(element: HTMLInputElement, { checked, disabled }) {
      element.type = "checkbox";
      element.setAttribute("role", "switch");
      element.checked = Boolean(checked);
      element.disabled = Boolean(disabled);
    },
  },
  picker: {
    properties: { ...NAMED, mode: "selector", value: { type: null, value: "" }, range: { type: Array, value: [] }, rangeKey: "", start: "", end: "", disabled: false, fields: "day" },
    made(part, element: HTMLButtonElement, phone) {
      element.addEventListener("click", async () => {
        const value = await pick(phone.shell, part.data);
        if (value !== undefined) part.triggerEvent("change", { value });
      });
    },
    shows(element: HTMLButtonElement, { disabled }) {
      element.disabled = Boolean(disabled);
    },
  },
};

/** What a button does for WeChat rather than for the page. */
async function opens(part: Part, phone: Phone): Promise<void> {
  const { openType } = part.data;
  const tell = (name: string, detail: unknown) => part.triggerEvent(name, detail);
  if (openType === "getPhoneNumber") tell("getphonenumber", await phone.phoneNumber());
  if (openType === "chooseAvatar") {
    const avatarUrl = await phone.chooseAvatar();
    if (avatarUrl) tell("chooseavatar", { avatarUrl });
  }
  if (openType === "agreePrivacyAuthorization") tell("agreeprivacyauthorization", {});
}

const typeOf = (value: unknown) => ({ string: String, number: Number, boolean: Boolean })[typeof value as "string"] ?? null;
const propertyOf = (given: unknown) => (typeof given === "object" && given !== null ? given : { type: typeOf(given), value: given });

/** Makes the built-ins known to all components of a space. */
export function addBuiltins(space: glassEasel.ComponentSpace, phone: Phone): void {
  for (const [name, { properties, made, shows }] of Object.entries(BUILTINS)) {
    const names = Object.keys(properties);
    const show = (part: Part) => {
      // What belongs to a page that was closed has no element any more.
      if (!part.$$) return;
      for (const [attribute, value] of [["aria-label", part.data.ariaLabel], ["role", part.data.ariaRole]]) if (value) part.$$.setAttribute(attribute, value);
      shows?.(part.$$, part.data);
    };
    const definition = space.defineComponent({
      is: `built-in/${name}`,
      properties: Object.fromEntries(names.map((one) => [one, propertyOf(properties[one])])) as never,
      observers: { [names.join(",")](this: unknown) { show(this as Part); } } as never,
      lifetimes: {
        created(this: unknown) { made?.(this as Part, (this as Part).$$, phone); },
        attached(this: unknown) { show(this as Part); },
      } as never,
    });
    space.setGlobalUsingComponent(name, definition.general());
  }
}
