// What pages show for a moment, or when something is not as it should be: everybody can use that, too.

import test from "node:test";
import { isUsable, WINDOWS } from "../src/look.mjs";
import { Stage } from "../src/stage.mjs";
import { Chromium } from "../src/tabs/chromium.mjs";

const [, PHONE] = WINDOWS;

test("everybody can use the menus and dialogs of a session", async (t) => {
  const { mira, ben } = await (await Stage.open(t, Chromium)).interview();
  await mira.tab.click("button", "End");
  await mira.sees("button", "End for both");
  await isUsable(mira, "the end");
  await mira.tab.click("button", "Keep going");
  await ben.tab.click("button", "Leave");
  await ben.sees("button", "Stay");
  await isUsable(ben, "leaving");
  await ben.tab.click("button", "Stay");
  await mira.tab.page.setViewportSize(PHONE);
  await mira.tab.click("button", "Invite, end and more");
  await mira.sees("menuitem", "Invite");
  await isUsable(mira, "the menu on a phone");
  await mira.tab.click("menuitem", "Invite");
  await mira.sees("textbox", "Invite link");
  await isUsable(mira, "inviting on a phone");
  await mira.goTo("/");
  await mira.tab.click("button", /Mira Okafor/);
  await mira.sees("menuitem", "Sign out");
  await isUsable(mira, "the account menu");
});

test("everybody can use the panels of a session on a phone", async (t) => {
  const { mira, ben } = await (await Stage.open(t, Chromium)).interview();
  await mira.tab.page.setViewportSize(PHONE);
  await mira.tab.click("tab", "Problem");
  await isUsable(mira, "the problem on a phone");
  await ben.say("Shall I begin?");
  await mira.sees("tab", /1 unread/);
  await isUsable(mira, "a message that nobody has read");
  await mira.tab.click("tab", /^Chat/);
  await mira.reads("Shall I begin?");
  await isUsable(mira, "the chat on a phone");
});

test("everybody can use a session when something is wrong", async (t) => {
  const stage = await Stage.open(t, Chromium);
  const { mira, ben } = await stage.interview();
  await mira.tab.page.route("**/*.ChatService/Send", (route) => route.fulfill({ headers: { "content-type": "application/grpc-web+proto", "grpc-status": "3" } }));
  await mira.say("This one is refused");
  await mira.sees("button", "Retry");
  await isUsable(mira, "a message that was not sent");
  await ben.tab.network(false);
  await ben.readsOnPage("You are offline.");
  await mira.sees("img", /connection lost/);
  await isUsable(mira, "a person whose connection is lost");
  await ben.tab.network(true);
  const stranger = await stage.person("Eve");
  await stranger.goTo(await mira.path());
  await stranger.readsOnPage("There is no such session");
  await isUsable(stranger, "no such session");
  await stage.program.kill();
  await mira.readsOnPage("Reconnecting");
  await isUsable(mira, "reconnecting");
  await stage.program.start();
});

test("everybody can use the door of a session that is not theirs any more", async (t) => {
  const stage = await Stage.open(t, Chromium);
  const mira = await stage.person("Mira Okafor");
  await mira.createSession({ problem: /^Two sum/, seat: /^Open/ });
  const [ben, eve] = [await stage.person("Ben Kowalski"), await stage.person("Eve")];
  await eve.goTo(await mira.path());
  await eve.sees("button", "Take the seat");
  await ben.takeSeat(stage.program.url + (await mira.path()));
  await eve.tab.click("button", "Take the seat");
  await eve.readsOnPage("Both seats are taken");
  await isUsable(eve, "both seats are taken");
  await mira.end();
  await mira.sees("link", "Watch the replay");
  await mira.tab.click("link", "Watch the replay");
  await mira.readsOnPage("Nobody typed in this session");
  await isUsable(mira, "a replay of nothing");
});

test("everybody can use pages whose answers do not come, and forms that are wrong", async (t) => {
  const mira = await (await Stage.open(t, Chromium)).person("Mira Okafor", { isAdmin: true });
  await mira.goTo("/admin/problems/new");
  await mira.tab.fill("textbox", "Title", "Me");
  await mira.tab.click("button", "Save");
  await mira.readsOnPage("at least 3 characters");
  await isUsable(mira, "a form that is wrong");
  await mira.goTo("/admin/problems/two-sum");
  await mira.tab.click("button", "Delete");
  await mira.sees("button", "Keep it");
  await isUsable(mira, "deleting a problem");
  await mira.tab.page.setViewportSize(PHONE);
  await mira.goTo("/admin/problems/two-sum");
  await mira.tab.click("button", "Preview");
  await isUsable(mira, "the preview of a problem on a phone");
  const refusal = { headers: { "content-type": "application/grpc-web+proto", "grpc-status": "13" } };
  await mira.tab.page.route("**/*.SessionService/*", (route) => route.fulfill(refusal));
  await mira.goTo("/");
  await mira.sees("button", "Try again");
  await isUsable(mira, "sessions that did not load");
});
