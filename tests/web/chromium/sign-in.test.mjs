import test from "node:test";
import { Stage } from "../src/stage.mjs";
import { Chromium } from "../src/tabs/chromium.mjs";

test("two names in two tabs are two people", async (t) => {
  const stage = await Stage.open(t, Chromium);
  const mira = await stage.person("Mira Okafor");
  const ben = await stage.person("Ben Kowalski");
  for (const person of [mira, ben]) await person.sees("button", new RegExp(person.name));
});
