// Tabs in which people edit one text of a room. A tab reads only when it is told to, so it
// edits what others have changed meanwhile.

import assert from "node:assert/strict";
import * as Y from "yjs";
import { randomEdit, splice } from "./edit.mjs";
import { DocFormat } from "./gen/hirehub/chat/v1/body_pb.js";
import { CodeView } from "./gen/hirehub/chat/v1/frame_pb.js";
import { Journal, Line } from "./line.mjs";

export const LANGUAGE = "python";
const MAX_EDITS = 5; // that a tab makes at once

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
  async turn(head) {
    if (!this.isIn && this.random.percent(40)) await this.enter();
    if (this.isIn && this.readsFirst()) await this.catchUp(head.seq);
    for (let edits = this.random.below(MAX_EDITS); edits >= 0; edits--) {
      this.edit(randomEdit(this.text, this.random));
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
    const id = `${this.name}-${this.#sent++}`;
    const seq = await this.#line.send(id, body);
    const again = this.random.percent(5) ? await this.#line.send(id, body) : seq;
    // Only what changes nothing has no event whose seq it could be.
    if (again !== seq) head.unchanged.add(id);
    if (seq > head.seq) head.seq = seq;
  }
}

/** A browser's tab: a Yjs document. */
export class YjsTab extends Tab {
  doc = new Y.Doc();
  generation = 0n;
  #pending = [];

  constructor(name, at) {
    super(name, CodeView.CRDT, at);
    this.doc.clientID = this.random.below(2 ** 32);
    this.doc.on("update", (update, origin) => {
      if (origin !== "remote") this.#pending.push(update);
    });
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

  edit({ position, deleted, inserted }) {
    const code = this.doc.getText("code");
    this.doc.transact(() => {
      code.delete(position, deleted);
      code.insert(position, inserted);
    });
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

  edit(edit) {
    this.#draft = splice(this.text, edit);
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
