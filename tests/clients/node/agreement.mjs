// That everybody holds the same text, whichever way they ask for it.

import assert from "node:assert/strict";
import * as Y from "yjs";
import { CodeView } from "./gen/hirehub/chat/v1/frame_pb.js";
import { splice } from "./edit.mjs";
import { LANGUAGE, SplicesTab, TextTab, YjsTab } from "./tabs.mjs";

/** Brings all tabs up to date and returns the text that all of them, and the server's
 *  every answer, hold. */
export async function agreed(tabs, head, at) {
  for (const tab of tabs) {
    if (!tab.isIn) await tab.enter();
    await tab.flush(head);
  }
  await Promise.all(tabs.map((tab) => tab.catchUp(head.seq)));
  const { roomId, person, chat } = at;
  const { code } = await chat.getCode({ roomId, language: LANGUAGE }, person);
  for (const tab of tabs) assert.equal(tab.text, code, `${tab.name} and GetCode agree`);
  for (const Kind of [YjsTab, SplicesTab, TextTab]) {
    const joiner = await new Kind("joiner", at).enter();
    await joiner.catchUp(head.seq);
    assert.equal(joiner.text, code, `a fresh ${Kind.name} and GetCode agree`);
    await joiner.drop();
  }
  assert.equal(await loaded(at), code, "GetDocument and GetCode agree");
  const told = await history(at, head);
  assert.equal(told.spliced, code, "the history's splices and GetCode agree");
  assert.equal(told.merged, code, "the history's updates and GetCode agree");
  assert.doesNotMatch(code, /\r/, "no carriage return");
  return code;
}

async function loaded({ chat, person, roomId }) {
  const { document } = await chat.getDocument({ roomId, language: LANGUAGE }, person);
  const doc = new Y.Doc();
  if (document.update.length > 0) Y.applyUpdate(doc, document.update);
  assertTextAlone(doc);
  return doc.getText("code").toString();
}

/** The text as the room's history tells it, from the starter code on. */
async function history({ chat, person, roomId }, { unchanged }) {
  const doc = new Y.Doc();
  let spliced = "";
  const ids = new Set();
  for await (const { body, userId, clientEventId } of events(chat, person, roomId)) {
    assert(!unchanged.has(clientEventId), `${clientEventId} had two answers and an event`);
    assert(clientEventId === "" || !ids.has(`${userId} ${clientEventId}`), `${clientEventId} is there twice`);
    ids.add(`${userId} ${clientEventId}`);
    if (body.case === "accessGranted" && body.value.startDocument !== undefined) {
      spliced = body.value.startDocument.starterCode[LANGUAGE] ?? "";
      Y.applyUpdate(doc, starter(spliced));
    }
    if (body.case === "docUpdate") {
      spliced = body.value.splices.reduce(splice, spliced);
      Y.applyUpdate(doc, body.value.update);
    }
  }
  assertTextAlone(doc);
  return { spliced, merged: doc.getText("code").toString() };
}

/** The starter code as the server writes it: under its own client id, 1. */
function starter(code) {
  const doc = new Y.Doc();
  doc.clientID = 1;
  doc.getText("code").insert(0, code);
  return Y.encodeStateAsUpdate(doc);
}

async function* events(chat, person, roomId) {
  let afterSeq = 0n;
  do {
    const request = { roomId, afterSeq, pageSize: 1000, codeView: CodeView.CRDT };
    const page = await chat.listEvents(request, person);
    yield* page.events;
    afterSeq = page.nextAfterSeq;
  } while (afterSeq !== 0n);
}

/** A document of ours has one root, a plain text, and nothing that waits for something. */
export function assertTextAlone(doc) {
  const parts = doc.getText("code").toDelta();
  assert(parts.every(({ insert, attributes }) => typeof insert === "string" && attributes === undefined), "plain text");
  assert.deepEqual([...doc.share.keys()], ["code"], "one root");
  assert.equal(doc.store.pendingStructs, null, "nothing is missing");
  assert.equal(doc.store.pendingDs, null, "nothing is deleted that is not there");
}
