import assert from "node:assert/strict";
import test from "node:test";
import { Stage } from "../src/stage.mjs";
import { Chromium } from "../src/tabs/chromium.mjs";

/** More stops than any page has. */
const MOST_STOPS = 60;

/** What has the focus, as it is called. */
function focused({ tab }) {
  return tab.read(() => {
    const { ariaLabel, labels, textContent } = document.activeElement;
    return (ariaLabel ?? labels?.[0]?.textContent ?? textContent).trim();
  });
}

/** Goes on to what has this name, stop by stop. */
async function tabTo(person, name, key = "Tab") {
  const seen = [];
  while (seen.length < MOST_STOPS) {
    await person.tab.press(key);
    seen.push(await focused(person));
    if (name.test(seen.at(-1))) return;
  }
  assert.fail(`no way to ${name}: ${seen.join(" | ")}`);
}

test("an interview is held by the keyboard alone, from signing in to the replay", async (t) => {
  const mira = await (await Stage.open(t, Chromium)).visitor("Mira Okafor");
  const { tab } = mira;
  await mira.goTo("/sign-in");
  await mira.sees("textbox", "Your name");
  await tabTo(mira, /^Your name/);
  await tab.type(mira.name);
  await tab.press("Enter");
  await mira.sees("heading", "Sessions");
  await tab.press("n");
  await mira.sees("button", "Create session");
  await tabTo(mira, /^Create session/);
  await tab.press("Enter");
  await mira.sees("link", "Enter the session");
  await tabTo(mira, /^Enter the session/);
  await tab.press("Enter");
  await mira.isInSession();
  await tabTo(mira, /^Shared code/);
  await tab.press("Control+Home");
  await tab.type("# by keyboard\n");
  await mira.seesInCode("# by keyboard");
  await tab.press("Escape");
  await tabTo(mira, /^Message/);
  await tab.type("hello");
  await tab.press("Enter");
  await mira.reads("hello");
  await tabTo(mira, /^End$/, "Shift+Tab");
  await tab.press("Enter");
  await mira.sees("button", "Keep going");
  await tab.press("Escape");
  await mira.losesSightOf("button", "Keep going");
  assert.equal(await focused(mira), "End", "the focus comes back from the dialog");
  await tab.press("Enter");
  await mira.sees("button", "Keep going");
  await tabTo(mira, /^End$/);
  await tab.press("Enter");
  await mira.sees("link", "Watch the replay");
  await tabTo(mira, /^Watch the replay/);
  await tab.press("Enter");
  await mira.sees("button", "Play");
  await tab.press(" ");
  await mira.sees("button", "Pause");
});
