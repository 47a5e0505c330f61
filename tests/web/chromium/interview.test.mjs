import assert from "node:assert/strict";
import test from "node:test";
import { Stage } from "../src/stage.mjs";
import { Chromium } from "../src/tabs/chromium.mjs";

test("two people meet by a link, talk, and read it all again when it is over", async (t) => {
  const stage = await Stage.open(t, Chromium);
  const mira = await stage.person("Mira Okafor");
  const ben = await stage.person("Ben Kowalski");
  await ben.takeSeat(await mira.createSession({ problem: /^Two sum/ }));

  await mira.say("Hi Ben, take a minute to read.");
  await ben.reads("take a minute to read.");
  await ben.say("Is the input sorted?");
  await mira.reads("Is the input sorted?");

  await mira.end();
  await ben.sees("link", "Watch the replay");
  await ben.tab.click("link", "Watch the replay");
  await ben.sees("slider", /./);
  await ben.sees("button", /^Jump to/);
});

test("who has no invitation learns nothing of a session", async (t) => {
  const stage = await Stage.open(t, Chromium);
  const mira = await stage.person("Mira Okafor");
  const eve = await stage.person("Eve Stranger");
  const link = await mira.createSession({ problem: /^Two sum/ });
  await eve.goTo(new URL(link).pathname);
  await eve.sees("heading", "There is no such session");
  await eve.goTo("/session/there-is-none");
  await eve.sees("heading", "There is no such session");
});

test("a third person is told that both seats are taken", async (t) => {
  const stage = await Stage.open(t, Chromium);
  const [mira, ben, eve] = [await stage.person("Mira"), await stage.person("Ben"), await stage.person("Eve")];
  const link = await mira.createSession({ problem: /^Two sum/ });
  await ben.takeSeat(link);
  await eve.follow(link);
  await eve.sees("heading", "Both seats are taken");
});

test("what people call themselves and say is text, whatever it looks like", async (t) => {
  const markup = `<img src=x onerror="document.title='taken'"><script>document.title='taken'</script>`;
  const stage = await Stage.open(t, Chromium);
  const mira = await stage.person("Mira");
  const eve = await stage.person(`<b>Eve</b>`);
  await eve.takeSeat(await mira.createSession({ problem: /^Two sum/ }));
  await eve.say(markup);
  await eve.say("[a link](javascript:document.title='taken')");
  await eve.type(markup);
  await mira.reads(markup);
  await mira.reads("a link");
  await mira.seesInCode(markup);
  await mira.readsOnPage("<b>Eve</b>");
  const harm = await mira.tab.read(() => ({
    elements: document.querySelectorAll("[role=log] img, script:not([src]), a[href^='javascript:']").length,
    title: document.title,
  }));
  assert.deepEqual({ ...harm, title: harm.title.includes("taken") }, { elements: 0, title: false });
});
