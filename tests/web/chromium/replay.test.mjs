import test from "node:test";
import { Stage } from "../src/stage.mjs";
import { Chromium } from "../src/tabs/chromium.mjs";

const SCRUBBER = "Position in the session";

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
