import test from "node:test";
import { isUsable, picture, WINDOWS } from "../src/look.mjs";
import { CHECK, SOLUTION } from "../src/solution.mjs";
import { Stage } from "../src/stage.mjs";
import { Chromium } from "../src/tabs/chromium.mjs";

/** Looks at a page as it is, in both windows. */
async function inspect(person, name) {
  const { tab } = person;
  for (const window of WINDOWS) {
    await tab.page.setViewportSize(window);
    await isUsable(person, name);
    await picture(tab, name);
  }
  await tab.page.setViewportSize(WINDOWS[0]);
}

test("everybody can use the pages before a session", async (t) => {
  const stage = await Stage.open(t, Chromium);
  const stranger = await stage.visitor("a stranger");
  await stranger.goTo("/");
  await stranger.sees("heading", "Sign in to HireHub");
  await inspect(stranger, "sign-in");
  const mira = await stage.person("Mira Okafor", { isAdmin: true });
  await inspect(mira, "sessions-none");
  await mira.tab.click("button", "New session");
  await mira.sees("button", "Create session");
  await inspect(mira, "new-session");
  await mira.goTo("/problems");
  await mira.sees("heading", "Problems");
  await inspect(mira, "problems");
  await mira.goTo("/problems/two-sum");
  await mira.sees("heading", "Two sum");
  await inspect(mira, "problem");
  await mira.goTo("/admin/problems/new");
  await mira.sees("button", "Save");
  await inspect(mira, "admin-problem-new");
  await mira.goTo("/admin/problems/merge-intervals");
  await mira.sees("button", "Save");
  await inspect(mira, "admin-problem");
  await mira.goTo("/nowhere");
  await mira.readsOnPage("There is no such page");
  await inspect(mira, "not-found");
});

test("everybody can use a session and its replay", async (t) => {
  const stage = await Stage.open(t, Chromium);
  const mira = await stage.person("Mira Okafor");
  const ben = await stage.person("Ben Kowalski");
  await mira.createSession({ problem: /^LRU cache/, language: "TypeScript" });
  const link = await mira.createSession({ problem: /^Merge intervals/ });
  await inspect(mira, "session-waiting");
  await ben.follow(link);
  await ben.sees("button", "Take the seat");
  await inspect(ben, "invitation");
  await ben.tab.click("button", "Take the seat");
  await ben.isInSession();
  await talkAndType(mira, ben);
  await inspect(mira, "session-host");
  await inspect(ben, "session-guest");
  await mira.goTo("/");
  await mira.sees("link", /^Rejoin/);
  await inspect(mira, "sessions");
  await mira.tab.click("link", /^Rejoin/);
  await mira.isInSession();
  await mira.end();
  await ben.sees("link", "Watch the replay");
  await inspect(ben, "session-ended");
  await ben.tab.click("link", "Watch the replay");
  await ben.sees("button", "Play");
  await ben.tab.page.getByRole("slider").focus();
  await ben.tab.press("End");
  await ben.seesInCode("intervals.sort(key=lambda pair: pair[0])", "assert merge([[1, 4], [4, 5]]) == [[1, 5]]");
  // Back to where Ben had written his, and Mira had not.
  await ben.tab.press("[");
  await ben.missesInCode("assert merge");
  await ben.seesInCode("intervals.sort(key=lambda pair: pair[0])");
  await inspect(ben, "replay");
});

/** An interview, up to where it gets interesting. */
async function talkAndType(mira, ben) {
  await mira.say("Hi Ben, good to meet you. Take a minute to read, then tell me how you would start.");
  await ben.say("Is the input sorted? And do `[1,4]` and `[4,5]` overlap?");
  await mira.reads("overlap?");
  await mira.say("Not sorted. And yes, touching intervals count.");
  await ben.replaceCode(SOLUTION);
  await mira.seesInCode("intervals.sort(key=lambda pair: pair[0])", "return merged");
  await ben.say("Sorting first costs O(n log n), then one pass is enough:\n```python\nintervals.sort(key=lambda p: p[0])\n```");
  await mira.sees("button", "Insert into editor");
  await mira.append(CHECK);
  await ben.seesInCode("count as overlapping.\n", "assert merge([[1, 4], [4, 5]]) == [[1, 5]]");
  await ben.selectInCode("max(last[1], end)");
}
