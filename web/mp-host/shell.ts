/** What WeChat draws around a mini-program: its bar, its toasts, its dialogs. */

export interface Question {
  title: string;
  content?: string;
  /** Something to fill in; what is in it is the answer. */
  field?: HTMLInputElement | HTMLSelectElement;
  yes?: string;
  /** Empty: there is nothing to refuse. */
  no?: string;
}

const TOAST_MS = 1500;

function make<K extends keyof HTMLElementTagNameMap>(tag: K, className: string, text = ""): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

function button(className: string, label: string, act: () => void): HTMLButtonElement {
  const element = make("button", className);
  element.type = "button";
  element.ariaLabel = label;
  element.addEventListener("click", act);
  return element;
}

export class Shell {
  readonly stage = make("main", "mp-stage");
  private readonly heading = make("h1", "mp-title");
  private readonly backButton = button("mp-back", "返回", () => this.onBack());
  private readonly toastLine = make("p", "mp-toast");
  private fading: ReturnType<typeof setTimeout> | undefined;
  onBack = () => {};
  onClose = () => {};

  constructor() {
    const bar = make("header", "mp-bar");
    bar.append(this.backButton, this.heading, button("mp-close", "关闭小程序", () => this.onClose()));
    this.toastLine.setAttribute("role", "status");
    this.toastLine.hidden = true;
    document.body.append(bar, this.stage, this.toastLine);
  }

  title(words: string): void {
    this.heading.textContent = words;
  }

  /** Whether there is a page to go back to. */
  deep(deep: boolean): void {
    this.backButton.hidden = !deep;
  }

  toast(words: string, ms = TOAST_MS): void {
    clearTimeout(this.fading);
    this.toastLine.textContent = words;
    this.toastLine.hidden = words === "";
    if (ms > 0) this.fading = setTimeout(() => (this.toastLine.hidden = true), ms);
  }

  /** A dialog; the answer is what its field says (`yes` without one), and undefined when refused. */
  ask({ title, content = "", field, yes = "确定", no = "取消" }: Question): Promise<string | undefined> {
    return new Promise((resolve) => {
      const veil = make("div", "mp-veil");
      const box = make("div", "mp-dialog");
      box.setAttribute("role", "dialog");
      box.ariaLabel = title;
      const close = (answer: string | undefined) => {
        veil.remove();
        resolve(answer);
      };
      const actions = make("div", "mp-actions");
      if (no) actions.append(this.choice(no, () => close(undefined)));
      actions.append(this.choice(yes, () => close(field ? field.value : yes)));
      box.append(make("h2", "", title), make("p", "", content));
      if (field) {
        field.ariaLabel = title;
        box.append(field);
      }
      box.append(actions);
      veil.append(box);
      document.body.append(veil);
      (field ?? (actions.lastElementChild as HTMLElement)).focus();
    });
  }

  private choice(words: string, act: () => void): HTMLButtonElement {
    const element = button("mp-choice", words, act);
    element.textContent = words;
    return element;
  }
}
