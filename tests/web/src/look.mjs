// What a page looks like, and whether everybody can use it.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { axe } from "./tabs/find.mjs";
import { until } from "./patience.mjs";

/** A laptop and a phone, for which the pages are drawn. */
export const WINDOWS = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

const PICTURES = fileURLToPath(new URL("../../../docs/screenshots", import.meta.url));
/** Pictures change with every clock on them: they are taken when asked for. */
const isAsked = process.env.SCREENSHOTS === "true";

/** Checks a page as it is now: nobody is kept out, and nothing hangs over its edge. */
export async function isUsable({ tab }, name) {
  const { width } = tab.page.viewportSize();
  assert.deepEqual(await barriers(tab), [], `${name} at ${width}`);
  const overhang = await tab.read(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(overhang, 0, `${name} at ${width} hangs over`);
}

/** What axe finds wrong with a page as it is now, a line for each. */
async function barriers(tab) {
  await tab.page.evaluate(axe);
  const { violations } = await tab.page.evaluate(() => window.axe.run());
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target} ${failureSummary}`));
}

/** Takes a picture of a page as it is now. */
export async function picture(tab, name) {
  if (!isAsked) return;
  await mkdir(PICTURES, { recursive: true });
  const { width } = tab.page.viewportSize();
  await settled(tab);
  await tab.page.screenshot({ path: join(PICTURES, `${name}-${width}.png`) });
}

/** Waits until nothing moves and no grey shape stands for what is to come. */
async function settled(tab) {
  await until("the page is settled", () =>
    tab.read(() => document.getAnimations().every((animation) => animation.playState !== "running") && !document.querySelector("[aria-busy=true]")),
  );
}
