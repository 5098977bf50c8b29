import { config } from "../../miniprogram/config.ts";
import type { Outside } from "./outside.ts";
import { Phone } from "./phone.ts";
import { Program } from "./program.ts";
import { Shell } from "./shell.ts";
import { fakeWx } from "./wx.ts";

/** Runs the mini-program's own sources in this window. */
export async function run(outside: Outside, url: string): Promise<{ program: Program; shell: Shell }> {
  // The one file that differs from shop to shop.
  Object.assign(config, { api: outside.gateway, appid: outside.appid });
  const shell = new Shell();
  const phone = new Phone(shell, outside);
  const program = new Program(phone);
  // Its files speak to `wx` as soon as they are loaded.
  Object.assign(globalThis, { wx: fakeWx(phone, program) });
  program.start(await import("virtual:mini-program"), url);
  return { program, shell };
}
