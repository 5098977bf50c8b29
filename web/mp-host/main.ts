import { simulator } from "./outside.ts";
import { run } from "./run.ts";
import "./phone.css";

const HOME = "pages/home/home";

async function open() {
  const asked = new URLSearchParams(location.search);
  const scene = asked.get("scene");
  const page = asked.get("page") ?? HOME;
  const { shell } = await run(await simulator(), scene ? `${page}?scene=${encodeURIComponent(scene)}` : page);
  shell.onClose = () => parent.postMessage("close-mini-program", location.origin);
}

open().catch((fault: unknown) => {
  console.error(fault);
  document.body.textContent = "小程序没有打开，请刷新后再试";
});
