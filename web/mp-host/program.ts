import { MiniProgramEnv, type AssociatedBackend, type CodeSpace, type Root } from "glass-easel-miniprogram-adapter";
import { addBuiltins } from "./builtin.ts";
import { Screen } from "./context.ts";
import { definitions } from "./define.ts";
import type { Phone } from "./phone.ts";

type Source = typeof import("virtual:mini-program");
type Instance = Record<string, ((argument?: unknown) => unknown) | undefined>;

interface Opened {
  path: string;
  root: Root;
  holder: HTMLElement;
  title: string;
}

/** How near to its end a page counts as read to the end, in pixels. */
const NEAR_END_PX = 50;
/** WeChat docs: 页面栈最多十层. */
const DEEPEST = 10;

/** A running mini-program: its code, and the pages that are open, the last one in sight. */
export class Program {
  private readonly env = new MiniProgramEnv();
  private readonly backend: AssociatedBackend;
  private readonly code: CodeSpace;
  private readonly stack: Opened[] = [];
  private source: Source | undefined;

  constructor(private readonly phone: Phone) {
    this.backend = this.env.associateBackend(new Screen(phone.shell.stage) as never);
    this.code = this.env.createCodeSpace("", true);
    addBuiltins(this.code.getComponentSpace(), phone);
    phone.shell.onBack = () => this.back(1);
  }

  /** Takes the mini-program's files in and begins. */
  start(source: Source, url: string): void {
    this.source = source;
    for (const { path, kind, scope, config } of source.files) {
      this.code.addStyleSheet(path, undefined, scope);
      this.code.addComponentStaticConfig(path, { ...config, ...(kind === "page" ? { styleIsolation: "apply-shared" as never } : {}) });
      this.code.addCompiledTemplate(path, { groupList: source.templates, content: source.templates[path] } as never);
    }
    for (const { path, kind, body } of definitions) {
      if (kind === "App") continue;
      this.code.componentEnv(path, ({ Page, Component }) => (kind === "Page" ? Page : Component)(body as never));
    }
    const app = definitions.find(({ kind }) => kind === "App")?.body as Instance | undefined;
    const query = parse(url).query;
    app?.onLaunch?.({ path: parse(url).path, query });
    this.launch(url);
  }

  /** The page in sight, as its own code knows it. */
  get page(): Record<string, any> {
    return this.top?.root.get() ?? {};
  }

  get depth(): number {
    return this.stack.length;
  }

  get path(): string {
    return this.top?.path ?? "";
  }

  private get top(): Opened | undefined {
    return this.stack.at(-1);
  }

  open(url: string): void {
    if (this.stack.length >= DEEPEST) throw { errMsg: "navigateTo:fail webview count limit exceed" };
    this.hide();
    this.push(url);
  }

  replace(url: string): void {
    this.pop();
    this.push(url);
  }

  launch(url: string): void {
    while (this.stack.length > 0) this.pop();
    this.push(url);
  }

  back(delta: number): void {
    const steps = Math.min(delta, this.stack.length - 1);
    for (let step = 0; step < steps; step += 1) this.pop();
    if (steps > 0) this.show();
  }

  title(words: string): void {
    if (this.top) this.top.title = words;
    this.phone.shell.title(words);
  }

  scroll(top: number): void {
    if (this.top) this.top.holder.scrollTop = top;
  }

  private push(url: string): void {
    const { path, query } = parse(url);
    const file = this.source?.files.find((one) => one.path === path && one.kind === "page");
    if (!file) throw { errMsg: `navigateTo:fail page "${path}" is not found` };
    const root = this.backend.createRoot("mp-page", this.code, path);
    const holder = document.createElement("div");
    const place = document.createElement("div");
    holder.className = "mp-page";
    holder.append(place);
    this.phone.shell.stage.append(holder);
    const title = file.config.navigationBarTitleText ?? this.source?.window.navigationBarTitleText ?? "";
    this.stack.push({ path, root, holder, title });
    this.phone.shell.title(title);
    (root.get() as unknown as Instance).onLoad?.(query);
    // What was opened while it loaded stands above it, or in its place.
    if (!this.stack.some((one) => one.root === root)) return;
    root.attach(holder as never, place as never);
    holder.addEventListener("scroll", () => {
      if (holder.scrollTop + holder.clientHeight >= holder.scrollHeight - NEAR_END_PX) this.tell(root, "onReachBottom");
    });
    if (this.top?.root === root) this.show();
    else holder.hidden = true;
    this.tell(root, "onReady");
  }

  private pop(): void {
    const closed = this.stack.pop();
    if (!closed) return;
    this.tell(closed.root, "onUnload");
    closed.root.release();
    closed.holder.remove();
  }

  private hide(): void {
    const { top } = this;
    if (!top) return;
    top.holder.hidden = true;
    this.tell(top.root, "onHide");
    top.root.getComponent().triggerPageLifetime("hide", []);
  }

  private show(): void {
    const { top } = this;
    if (!top) return;
    top.holder.hidden = false;
    this.phone.shell.title(top.title);
    this.phone.shell.deep(this.stack.length > 1);
    this.tell(top.root, "onShow");
    top.root.getComponent().triggerPageLifetime("show", []);
  }

  private tell(root: Root, event: string): void {
    (root.get() as unknown as Instance)[event]?.();
  }
}

function parse(url: string): { path: string; query: Record<string, string> } {
  const { pathname, search } = new URL(url.startsWith("/") ? url : `/${url}`, "http://mini");
  // WeChat hands a query over as it came, undecoded.
  const pairs = search.slice(1).split("&").filter(Boolean).map((pair) => pair.split("="));
  return { path: pathname.slice(1), query: Object.fromEntries(pairs.map(([name, ...value]) => [name ?? "", value.join("=")])) };
}
