import assert from "node:assert/strict";
import test from "node:test";
import { until } from "../src/patience.mjs";
import { Stage } from "../src/stage.mjs";
import { Chromium } from "../src/tabs/chromium.mjs";

/** Notes the files that somebody's tab asks for. */
function filesAskedFor({ tab }) {
  const asked = new Set();
  tab.page.on("request", (request) => asked.add(new URL(request.url()).pathname.split("/").pop()));
  return asked;
}

test("the code of a session's pages is fetched from the start", async (t) => {
  const stage = await Stage.open(t, Chromium);
  for (const [path, file] of [["/session/s1", "session-page.js"], ["/session/s1/replay", "replay-page.js"]]) {
    const ada = await stage.visitor("Ada");
    const asked = filesAskedFor(ada);
    // The shell never comes: whatever is asked for is asked for without it.
    await ada.tab.page.route("**/assets/app.js", () => undefined);
    await ada.tab.page.goto(stage.program.url + path, { waitUntil: "commit" });
    await until(`${path} asks for ${file} and the editor`, () => asked.has(file) && asked.has("editor.js"));
  }
});

test("who signs in does not fetch the editor", async (t) => {
  const stage = await Stage.open(t, Chromium);
  const ada = await stage.visitor("Ada");
  const asked = filesAskedFor(ada);
  await ada.goTo("/sign-in");
  await ada.sees("heading", "Sign in to HireHub");
  assert.deepEqual([asked.has("ahead.js"), asked.has("editor.js")], [true, false]);
});
