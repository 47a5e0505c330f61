import assert from "node:assert/strict";
import test from "node:test";
import { Stage } from "../src/stage.mjs";
import { Chromium } from "../src/tabs/chromium.mjs";

test("a problem is written, held a session on, changed and taken away", async (t) => {
  const stage = await Stage.open(t, Chromium);
  const ada = await stage.person("Ada Admin", { isAdmin: true });
  await ada.goTo("/admin/problems/new");
  await ada.tab.fill("textbox", "Title", "Count the sheep");
  await ada.tab.fill("textbox", /^Address/, "count-the-sheep");
  await ada.tab.fill("textbox", "Statement", "How many sheep are in the **list**?");
  await ada.tab.fill("textbox", "Interviewer notes", "Ask about an empty field.");
  await ada.tab.click("button", /^Save/);
  await ada.sees("button", "Delete");

  const mira = await stage.person("Mira Okafor");
  const ben = await stage.person("Ben Kowalski");
  await ben.takeSeat(await mira.createSession({ problem: /^Count the sheep/ }));
  await mira.readsOnPage("Ask about an empty field.");
  await ben.readsOnPage("How many sheep are in the list?");
  assert.equal(await ben.tab.has("group", /Interviewer notes/), false);
  assert.equal(await ben.tab.read(() => document.body.textContent.includes("empty field")), false);

  await ada.tab.fill("textbox", "Title", "Count the goats");
  await ada.tab.click("button", /^Save/);
  await ada.sees("heading", "Count the goats");
  await mira.goTo("/problems");
  await mira.sees("link", /^Count the goats/);

  await ada.tab.click("button", "Delete");
  await ada.tab.click("button", "Delete problem");
  await ada.sees("heading", "Problems");
  await ada.losesSightOf("link", /^Count the/);
});

test("who is no administrator cannot write problems", async (t) => {
  const stage = await Stage.open(t, Chromium);
  const eve = await stage.person("Eve");
  await eve.goTo("/admin/problems/new");
  await eve.readsOnPage("There is no such page");
});
