// Every page of the back office's navigation, wide and narrow, into web/shots.
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { goTo, openOffice } from "./staff.mjs";

const FOLDER = fileURLToPath(new URL("../shots", import.meta.url));

export async function pictureOfficePages(town) {
  await mkdir(FOLDER, { recursive: true });
  const office = await openOffice(town);
  const titles = await office.getByRole("navigation", { name: "后台页面" }).getByRole("link").allTextContents();
  for (const title of titles) {
    await goTo(office, title);
    await office.waitForLoadState("networkidle");
    await office.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
    await office.mouse.move(0, 0);
    await office.setViewportSize({ width: 1280, height: 800 });
    await shoot(office, `office-${title}`);
    await office.setViewportSize({ width: 820, height: 1180 });
    await shoot(office, `office-${title}-narrow`);
    await office.setViewportSize({ width: 1280, height: 800 });
  }
}

const shoot = (page, name) => page.screenshot({ path: `${FOLDER}/${name}.png`, animations: "disabled", caret: "hide" });
