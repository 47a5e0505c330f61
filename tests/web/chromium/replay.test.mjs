import test from "node:test";
import { Stage } from "../src/stage.mjs";
import { Chromium } from "../src/tabs/chromium.mjs";

const SCRUBBER = "Position in the session";
/** Lines: the editor keeps those that can be seen, and some around them. */
const MORE_THAN_A_SCREEN = 150;

test("a replay goes to any moment, and shows what was typed by then", async (t) => {
  const { mira, ben } = await (await Stage.open(t, Chromium)).interview();
  await mira.type("# first\n");
  await ben.seesInCode("# first");
  await ben.say("Now the second line.");
  await mira.reads("Now the second line.");
  await ben.type("# second\n");
  await mira.seesInCode("# second");
  await mira.end();
  await mira.tab.click("link", "Watch the replay");
  await mira.sees("slider", SCRUBBER);
  await mira.missesInCode("# first");

  await mira.tab.page.getByRole("slider", { name: SCRUBBER }).focus();
  await mira.tab.press("End");
  await mira.seesInCode("# first\n# second");
  await mira.tab.press("Home");
  await mira.missesInCode("# first", "# second");
  await mira.tab.page.getByRole("article", { name: /^Ben at/ }).getByRole("button").click();
  await mira.seesInCode("# first");
  await mira.missesInCode("# second");
  await mira.tab.click("button", "Play");
  await mira.seesInCode("# first\n# second");
});

test("a replay scrolls to what was typed last, from a longer text and from a shorter one", async (t) => {
  const { mira, ben } = await (await Stage.open(t, Chromium)).interview();
  await mira.type(`${"pass\n".repeat(MORE_THAN_A_SCREEN)}# bottom\n`);
  await ben.say("Now the top.");
  await mira.reads("Now the top.");
  await mira.typeAtTop("# top\n");
  await ben.seesInCode("# top");
  await mira.end();
  await mira.tab.click("link", "Watch the replay");
  await mira.tab.page.getByRole("slider", { name: SCRUBBER }).focus();

  await mira.tab.press("End");
  await mira.seesInCode("# top");
  await mira.missesInCode("# bottom");
  const jump = mira.tab.page.getByRole("article", { name: /^Ben at/ }).getByRole("button");
  await jump.click();
  await mira.seesInCode("# bottom");
  await mira.tab.page.getByRole("slider", { name: SCRUBBER }).press("Home");
  await mira.missesInCode("# bottom");
  await jump.click();
  await mira.seesInCode("# bottom");
});
