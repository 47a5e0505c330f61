// @vitest-environment node
import { Code, ConnectError } from "@connectrpc/connect";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import * as Y from "yjs";
import { TestNetwork } from "../testing/network";
import { type script, Server } from "../testing/server";
import { MemoryStorage } from "../testing/storage";
import { openRoom } from "./room";
import type { Room } from "./types";

type Frames = Parameters<typeof script>;

let server: Server;
let storage: Storage;
let room: Room;

beforeEach(() => {
  vi.useFakeTimers();
  server = new Server();
  storage = new MemoryStorage();
  room = open();
});

afterEach(() => {
  room.stop();
  vi.useRealTimers();
});

/** As a page does that was loaded now. */
function open(): Room {
  return openRoom({ roomId: "r", me: { userId: "ada", name: "Ada" }, chat: server.chat, storage, network: new TestNetwork() });
}

/** Ada's room as the server has it: head 3, the second document, Ben on the list but away. */
function joined(generation = 2n): Frames[0] {
  const participants = [{ userId: "ada", isPresent: true }, { userId: "ben", isPresent: false }];
  return { case: "joined", value: { headSeq: 3n, epoch: "e1", language: "go", generation, participants } };
}

/** Comes in, and gives the way to let more happen. */
async function comeLive(...frames: Frames): Promise<(frame: Frames[0]) => Promise<void>> {
  let show = (_: Frames[0]): void => undefined;
  server.scripts.push(async function* (_, signal) {
    yield* frames;
    while (!signal.aborted) yield await new Promise<Frames[0]>((resolve) => (show = resolve));
  });
  room.start();
  await vi.advanceTimersByTimeAsync(1);
  return async (frame) => {
    show(frame);
    await vi.advanceTimersByTimeAsync(0);
  };
}

/** A change that inserts a text at the start of a document, which then is the whole. */
function inserting(text: string, doc = new Y.Doc()): Uint8Array<ArrayBuffer> {
  doc.getText("code").insert(0, text);
  return new Uint8Array(Y.encodeStateAsUpdate(doc));
}

function document(text: string, generation = 2n): Frames[0] {
  return { case: "document", value: { language: "go", generation, seq: 3n, update: inserting(text) } };
}

type Body = NonNullable<Extract<Frames[0], { case: "event" }>["value"]["body"]>;

function event(seq: bigint, userId: string, body: Body, clientEventId = ""): Frames[0] {
  return { case: "event", value: { seq, userId, clientEventId, body } };
}

/** How the room came to be as it is. */
const past: Frames = [
  event(1n, "ada", { case: "accessGranted", value: { startDocument: { language: "python" } } }),
  event(2n, "ben", { case: "accessGranted", value: { startDocument: { language: "go" } } }),
  event(3n, "ben", { case: "userJoined", value: {} }),
];

async function come(...frames: Frames): Promise<void> {
  await comeLive(...frames);
}

function text(): string {
  return room.document("go").getText("code").toString();
}

it("takes what was before it came for history, and not for news", async () => {
  await come(joined(), document("package main\n"), ...past);
  expect(room.snapshot()).toMatchObject({ isLoaded: true, language: "go", generation: 2 });
  expect(room.snapshot().people.map(({ userId, isPresent }) => [userId, isPresent])).toEqual([["ada", true], ["ben", false]]);
  expect(text()).toBe("package main\n");
});

it("drops what was typed in a document that is over", async () => {
  server.onSend = () => new Promise(() => undefined);
  const show = await comeLive(joined(), document("old"), ...past);
  const old = room.document("go").getText("code");
  old.insert(0, "mine ");
  await show(event(4n, "cyd", { case: "accessGranted", value: { startDocument: { language: "go" } } }));
  await show(document("new", 4n));
  old.insert(0, "more ");
  await show(event(5n, "ben", { case: "docUpdate", value: { language: "go", update: inserting("late "), generation: 2n } }));
  expect([text(), room.snapshot().generation, room.snapshot().unsavedChanges]).toEqual(["new", 4, 0]);
});

it("does not load the new document because the old one was refused", async () => {
  let refuse = (): void => undefined;
  server.onSend = () => new Promise((_, reject) => (refuse = () => reject(new ConnectError("over", Code.Aborted))));
  const load = vi.spyOn(server, "onGetDocument");
  const show = await comeLive(joined(), document("old"), ...past);
  room.document("go").getText("code").insert(0, "mine ");
  await vi.advanceTimersByTimeAsync(100);
  await show(event(4n, "cyd", { case: "accessGranted", value: { startDocument: { language: "go" } } }));
  await show(document("new", 4n));
  const now = room.document("go");
  refuse();
  await vi.advanceTimersByTimeAsync(100);
  expect([room.document("go") === now, text(), load.mock.calls]).toEqual([true, "new", []]);
});

it("keeps nothing over a reload of a document that is over by then", async () => {
  server.onSend = () => new Promise(() => undefined);
  await come(joined(), document("old"), ...past);
  room.document("go").getText("code").insert(0, "mine ");
  room.stop();
  room = open();
  await come(joined(4n), document("new", 4n), ...past);
  expect([text(), room.snapshot().unsavedChanges]).toEqual(["new", 0]);
});

it("shows after a reload what is not saved yet, before the server has answered", async () => {
  server.onSend = () => new Promise(() => undefined);
  const saved = document("saved");
  await come(joined(), saved, ...past);
  room.document("go").getText("code").insert(5, " and typed");
  room.stop();
  room = open();
  await come(joined(), saved, ...past);
  expect([text(), room.snapshot().unsavedChanges]).toEqual(["saved and typed", 1]);
});

it("takes its own change in the stream for the answer that was lost", async () => {
  server.onSend = async () => {
    throw new ConnectError("lost on the way", Code.Unavailable);
  };
  const show = await comeLive(joined(), document("saved"), ...past);
  room.document("go").getText("code").insert(0, "mine ");
  await vi.advanceTimersByTimeAsync(100);
  const sent = server.sent.find(({ body }) => body.case === "docUpdate");
  if (sent?.body.case !== "docUpdate") return expect.fail("nothing was sent");
  await show(event(4n, "ada", { case: "docUpdate", value: sent.body.value }, sent.clientEventId));
  expect([room.snapshot().unsavedChanges, text()]).toEqual([0, "mine saved"]);
});

it("gives up a change that the server never takes, after three tries, and keeps it to copy", async () => {
  server.onSend = async () => {
    throw new ConnectError("it does not fit", Code.Aborted);
  };
  const doc = new Y.Doc();
  // Of what is inserted at one place at once, the lowest client's comes first.
  doc.clientID = 0;
  const theirs = inserting("theirs", doc);
  server.onGetDocument = async () => theirs;
  await come(joined(0n), ...past);
  const replaced: string[] = [];
  room.onDocumentReplaced((language) => replaced.push(language));
  room.replaceCode("go", "mine");
  await vi.advanceTimersByTimeAsync(5_000);
  expect(replaced).toEqual(["go", "go", "go", "go"]);
  expect(room.snapshot()).toMatchObject({ lostChanges: { language: "go", text: "theirsmine" }, unsavedChanges: 0 });
  expect(text()).toBe("theirs");
  expect(server.sent.filter(({ body }) => body.case === "docUpdate")).toHaveLength(4);
});

it("loses nothing that comes while a document is loaded anew", async () => {
  const doc = new Y.Doc();
  const before = inserting("before", doc);
  const after = inserting("after ", doc);
  const known = Y.encodeStateVector(doc);
  inserting("later ", doc);
  const later = Y.encodeStateAsUpdate(doc, known);
  let answer = (_: Uint8Array<ArrayBuffer>): void => undefined;
  server.onGetDocument = () => new Promise((resolve) => (answer = resolve));
  server.onSend = async ({ body }) => {
    if (body.case === "docUpdate" && server.sent.length === 1) throw new ConnectError("it does not fit", Code.Aborted);
    return 1n;
  };
  const show = await comeLive(joined(0n), ...past);
  room.document("go").getText("code").insert(0, "mine");
  await vi.advanceTimersByTimeAsync(100);
  await show(event(4n, "ben", { case: "docUpdate", value: { language: "go", update: after } }));
  answer(before);
  await vi.advanceTimersByTimeAsync(100);
  await show(event(5n, "ben", { case: "docUpdate", value: { language: "go", update: later } }));
  // Where the one's text stands among the other's is chance: Yjs decides it by random ids.
  expect(text()).toHaveLength("later after before".length + "mine".length);
  for (const part of ["later ", "after ", "before", "mine"]) expect(text()).toContain(part);
});

it("puts only its own edits on top of what it loads, so that others' changes that it did not know stay", async () => {
  const doc = new Y.Doc();
  const before = inserting("one two three four", doc);
  doc.getText("code").delete(8, 5);
  doc.getText("code").insert(8, "THREE");
  const after = new Uint8Array(Y.encodeStateAsUpdate(doc));
  server.onGetDocument = async () => after;
  server.onSend = async () => {
    if (server.sent.length === 1) throw new ConnectError("it does not fit", Code.Aborted);
    return 1n;
  };
  await come(joined(0n), { case: "document", value: { language: "go", generation: 0n, update: before } }, ...past);
  const mine = room.document("go").getText("code");
  mine.insert(mine.length, " five");
  mine.delete(0, 4);
  await vi.advanceTimersByTimeAsync(200);
  expect([text(), room.snapshot().unsavedChanges]).toEqual(["two THREE four five", 0]);
});
