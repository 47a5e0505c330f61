// Tabs in which people edit one text of a room. A tab reads only when it is told to, so it
// edits what others have changed meanwhile.

import assert from "node:assert/strict";
import * as Y from "yjs";
import { randomEdit, splice } from "./edit.mjs";
import { DocFormat } from "./gen/hirehub/chat/v1/body_pb.js";
import { CodeView } from "./gen/hirehub/chat/v1/frame_pb.js";
import { habit } from "./habits.mjs";
import { Journal, Line } from "./line.mjs";

export const LANGUAGE = "python";
/** The most edits that a tab makes at once. */
const MAX_EDITS = 5;
/** Both people's grants: who has read these has the document, which comes before them. */
export const GRANTS = 2n;

/** What all tabs have in common: a stream that comes and goes, and turns. */
class Tab extends Journal {
  #line;
  #sent = 0;

  constructor(name, view, { chat, person, roomId, random }) {
    super();
    Object.assign(this, { name, view, chat, person, roomId, random });
  }

  get isIn() {
    return this.#line !== undefined;
  }

  async enter() {
    this.#line = await new Line(this.chat, this.person, this.roomId, this, this.view).enter();
    return this;
  }

  /** As a lost connection; what was edited stays. */
  async drop() {
    // What was on its way is lost, or else a run could not be repeated.
    this.#line.journal = { record() {} };
    await this.#line.drop();
    this.#line = undefined;
  }

  /** Reads everything up to `seq`. */
  catchUp(seq) {
    return this.#line.catchUp(seq);
  }

  /** Edits some, offline perhaps, and then sends what was edited, perhaps. */
  async turn(head, most = MAX_EDITS) {
    if (!this.isIn && this.random.percent(40)) await this.enter();
    if (this.isIn && this.readsFirst()) await this.catchUp(head.seq);
    for (let edits = this.random.below(most); edits >= 0; edits--) {
      this.edit();
      head.edits += 1;
    }
    if (this.isIn && this.random.percent(70)) await this.flush(head);
    if (this.isIn && this.random.percent(4)) await this.drop();
  }

  readsFirst() {
    return this.random.percent(60);
  }

  /** Sends what was edited; now and then twice, as one whose answer got lost. */
  async flush(head) {
    const body = this.take();
    if (body === undefined) return;
    const id = await this.put(body, head);
    const again = this.random.percent(5) ? await this.#line.send(id, body) : this.last;
    // Only what changes nothing has no event whose seq it could be.
    if (again !== this.last) head.unchanged.add(id);
  }

  /** Sends a body, and returns the id it was given; its seq is `last`. */
  async put(body, head) {
    const id = `${this.name}-${this.#sent++}`;
    this.last = await this.#line.send(id, body);
    if (this.last > head.seq) head.seq = this.last;
    return id;
  }
}

/** A browser's tab: a Yjs document. It is never told that what it sends does not fit. */
export class YjsTab extends Tab {
  generation = 0n;
  #pending = [];

  constructor(name, at) {
    super(name, CodeView.CRDT, at);
    this.#begin();
  }

  /** As a page that is loaded: an empty document, under a client id of its own. */
  #begin() {
    this.doc = new Y.Doc();
    this.doc.clientID = this.random.below(2 ** 32);
    this.undo = new Y.UndoManager(this.doc.getText("code"), { captureTimeout: 0 });
    this.doc.on("update", (update, origin) => {
      if (origin !== "remote") this.#pending.push(update);
    });
  }

  async turn(head, most) {
    if (this.isIn && this.random.percent(5)) await this.reload(head);
    await super.turn(head, most);
  }

  /** The page is loaded anew, with what was not sent: that is put in and sent as it was, by
   *  another client id, and typed on at once. */
  async reload(head) {
    await this.drop();
    this.lastSeq = 0n;
    this.events = [];
    this.#begin();
    await this.enter();
    await this.catchUp(GRANTS);
    for (const update of this.#pending) Y.applyUpdate(this.doc, update, "remote");
    const kept = this.take();
    this.edit();
    if (kept !== undefined) await this.put(kept, head);
    this.edit();
    await this.flush(head);
  }

  /** Sends what was edited; now and then again as something else, as one who does not know
   *  whether it arrived. */
  async flush(head) {
    const pending = this.#pending.slice();
    await super.flush(head);
    if (pending.length === 0 || !this.random.percent(5)) return;
    const body = docUpdate(Y.mergeUpdates(pending), this.generation);
    head.unchanged.add(await this.put(body, head));
  }

  get text() {
    return this.doc.getText("code").toString();
  }

  record(frame) {
    super.record(frame);
    const { case: kind, value } = frame;
    if (kind === "joined") this.generation = value.generation;
    if (kind === "document" && value.language === LANGUAGE) this.#load(value.update);
    if (kind === "event" && value.body.case === "docUpdate") this.#load(value.body.value.update);
  }

  edit() {
    habit(this.doc.getText("code"), this.undo, this.random);
  }

  take() {
    if (this.#pending.length === 0) return undefined;
    const update = Y.mergeUpdates(this.#pending.splice(0));
    return docUpdate(update, this.generation);
  }

  #load(update) {
    Y.applyUpdate(this.doc, update, "remote");
    assert.equal(this.doc.store.pendingStructs, null, `${this.name} has all that an update builds on`);
  }
}

/** A plain client's tab: it sends the whole text, made of what it saw last. */
class PlainTab extends Tab {
  code = "";
  #draft;

  get text() {
    return this.#draft ?? this.code;
  }

  record(frame) {
    super.record(frame);
    const { case: kind, value } = frame;
    if (kind === "document" && value.language === LANGUAGE) this.code = value.code;
    if (kind === "event") this.follow(value.body);
  }

  edit() {
    this.#draft = splice(this.text, randomEdit(this.text, this.random));
  }

  take() {
    const code = this.#draft;
    this.#draft = undefined;
    return code === undefined ? undefined : { case: "codeChange", value: { code, language: LANGUAGE } };
  }
}

/** One that is sent splices. */
export class SplicesTab extends PlainTab {
  constructor(name, at) {
    super(name, CodeView.SPLICES, at);
  }

  follow({ case: kind, value }) {
    assert.notEqual(kind, "codeChange", "a view of splices");
    if (kind === "docUpdate") this.code = value.splices.reduce(splice, this.code);
  }
}

/** One that is sent whole texts, at most five times a second. */
export class TextTab extends PlainTab {
  constructor(name, at) {
    super(name, CodeView.TEXT, at);
  }

  follow({ case: kind, value }) {
    assert.notEqual(kind, "docUpdate", "a view of whole texts");
    if (kind === "codeChange") this.code = value.code;
  }

  /** What it was sent may be newer than where it is, but not once it has all. */
  readsFirst() {
    return true;
  }
}

/** The body of a `Send` of a Yjs update. */
export function docUpdate(update, generation) {
  const value = { language: LANGUAGE, format: DocFormat.YJS_V1, update, generation };
  return { case: "docUpdate", value };
}
