// The shorter path, in whatever browser: join, chat both ways, type together, reload.

import test from "node:test";
import { Stage } from "./stage.mjs";

/** Declares its test for a browser. */
export function walk(Browser) {
  test(`two people talk and type together in ${Browser.name}, and a reload loses nothing`, async (t) => {
    const { mira, ben } = await (await Stage.open(t, Browser)).interview();
    await mira.say("Hi Ben, take a minute to read.");
    await ben.reads("take a minute to read.");
    await ben.say("Is the input sorted?");
    await mira.reads("Is the input sorted?");

    const [miras, bens] = ["# mira was here\n", "# ben was here\n"];
    await Promise.all([mira.type(miras), ben.typeAtTop(bens)]);
    await mira.seesInCode(miras, bens);
    await mira.seesSameCodeAs(ben);

    await ben.type("# before the reload");
    await ben.tab.reload();
    await ben.isInSession();
    await ben.type(", and after");
    await mira.seesInCode("# before the reload, and after");
    await ben.reads("take a minute to read.");
    await mira.seesSameCodeAs(ben);
  });
}
