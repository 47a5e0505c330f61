import test from "node:test";
import { Stage } from "../src/stage.mjs";
import { Chromium } from "../src/tabs/chromium.mjs";

test("both type at the same time and see the same code", async (t) => {
  const { mira, ben } = await (await Stage.open(t, Chromium)).interview();
  const miras = Array.from({ length: 8 }, (_, line) => `# mira ${line}\n`);
  const bens = Array.from({ length: 8 }, (_, line) => `# ben ${line}\n`);
  const typing = async (person, lines) => {
    for (const line of lines) await person.type(line);
  };
  await Promise.all([typing(mira, miras), typing(ben, bens)]);
  await mira.seesSameCodeAs(ben);
});

test("every language keeps its own code", async (t) => {
  const { mira, ben } = await (await Stage.open(t, Chromium)).interview();
  await mira.type("# in Python\n");
  await ben.seesInCode("# in Python");
  await ben.tab.choose("Language", "Java");
  await mira.sees("textbox", "Shared code, Java");
  await ben.type("// in Java\n");
  await mira.seesInCode("// in Java");
  await mira.tab.choose("Language", "Python");
  await ben.sees("textbox", "Shared code, Python");
  for (const person of [mira, ben]) await person.seesInCode("# in Python");
});
