import assert from "node:assert/strict";
import test from "node:test";
import { until } from "../src/patience.mjs";
import { Stage } from "../src/stage.mjs";
import { Chromium } from "../src/tabs/chromium.mjs";

const LINES = Array.from({ length: 8 }, (_, line) => line);

test("both type at the same time, nothing is lost, and they see the same", async (t) => {
  const { mira, ben } = await (await Stage.open(t, Chromium)).interview();
  const miras = LINES.map((line) => `# mira ${line}\n`).join("");
  const bens = LINES.map((line) => `# ben ${line}\n`).join("");
  await Promise.all([mira.type(miras), ben.typeAtTop(bens)]);
  await mira.seesInCode(miras, bens);
  await mira.seesSameCodeAs(ben);
});

test("both type at the same place, no character is lost, and they see the same", async (t) => {
  const { mira, ben } = await (await Stage.open(t, Chromium)).interview();
  const before = (await mira.code()).length;
  await Promise.all([mira.type("m".repeat(60)), ben.type("b".repeat(60))]);
  await mira.seesSameCodeAs(ben);
  const code = await mira.code();
  assert.equal(code.length, before + 120, code);
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

test("beside a line is the stripe of who changed it, in a second tab of theirs, too", async (t) => {
  const stage = await Stage.open(t, Chromium);
  const { mira, ben } = await stage.interview();
  const again = await stage.person(mira.name);
  await again.goTo(await mira.path());
  await again.isInSession();
  // It goes soon: who waits for it waits from the beginning.
  await Promise.all([mira.typeAtTop("# host\n"), again.seesStripe("# host", 0), ben.seesStripe("# host", 0)]);
  await Promise.all([ben.type("# guest"), mira.seesStripe("# guest", 1), again.seesStripe("# guest", 1)]);
});

test("the flag of somebody who types below other code hides none of it", async (t) => {
  const { mira, ben } = await (await Stage.open(t, Chromium)).interview();
  await ben.type("# as long as a flag is wide\n");
  await mira.seesInCode("flag is wide\n");
  const hidden = () => mira.tab.read(() => {
    const flag = document.querySelector(".flag.peer-1 > b").getBoundingClientRect();
    const isHit = ({ left, right, top, bottom }) => left < flag.right && flag.left < right && top < flag.bottom && flag.top < bottom;
    const code = document.createTreeWalker(document.querySelector(".cm-content"), NodeFilter.SHOW_TEXT);
    const texts = [];
    for (let node = code.nextNode(); node; node = code.nextNode()) {
      const range = document.createRange();
      range.selectNodeContents(node);
      if ([...range.getClientRects()].some(isHit)) texts.push(node.data);
    }
    return texts;
  });
  await until("Ben's flag hides nothing", async () => (await mira.tab.read(() => document.querySelector(".flag.peer-1 > b") !== null)) && (await hidden()).length === 0);
});
