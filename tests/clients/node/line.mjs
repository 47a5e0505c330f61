// A person's stream into a room, and the journal of what came over it.

import assert from "node:assert/strict";
import { Code, ConnectError } from "@connectrpc/connect";
import { inTime } from "./stack.mjs";

/** One reader's durable events of one room, over all their streams. */
export class Journal {
  events = [];
  lastSeq = 0n;

  /** Breaks at the first gap or repeat. */
  record({ case: kind, value }) {
    if (kind === "event" && value.seq !== 0n) {
      assert.equal(value.seq, this.lastSeq + 1n, `event ${value.seq} came after ${this.lastSeq}`);
      this.events.push(value);
      this.lastSeq = value.seq;
    } else if (kind === "skip") {
      assert(value.toSeq > this.lastSeq, `skip back to ${value.toSeq}`);
      this.lastSeq = value.toSeq;
    }
  }

  /** Who said what, at which seq. */
  texts() {
    return this.events
      .filter((event) => event.body.case === "message")
      .map(({ seq, userId, body }) => ({ seq, userId, text: body.value.text }));
  }
}

/** One `Subscribe` stream where the journal ends, and `Send` beside it. */
export class Line {
  ephemeral = [];
  #connectionId;
  #hangUp = new AbortController();
  #frames;

  constructor(chat, person, roomId, journal, codeView = undefined) {
    Object.assign(this, { chat, person, roomId, journal });
    const request = { roomId, afterSeq: journal.lastSeq, codeView };
    const options = { headers: person.headers, signal: this.#hangUp.signal };
    this.#frames = chat.subscribe(request, options)[Symbol.asyncIterator]();
  }

  /** Reads to the answer to the join. */
  async enter() {
    const { userId } = this.person;
    this.#connectionId = (await this.until(`${userId}'s welcome`, "welcome")).connectionId;
    await this.until(`${userId}'s joined`, "joined");
    return this;
  }

  /** Puts something into the room and returns its seq. */
  async send(clientEventId, body) {
    const { roomId, person } = this;
    const request = { roomId, clientEventId, connectionId: this.#connectionId, body };
    return (await inTime(`the answer to ${clientEventId}`, this.chat.send(request, person))).seq;
  }

  /** Sends a message and returns its seq. */
  say(clientEventId, text) {
    return this.send(clientEventId, { case: "message", value: { text } });
  }

  /** Reads until the journal holds everything up to `seq`. */
  async catchUp(seq) {
    while (this.journal.lastSeq < seq) await this.#next(`event ${seq}`);
  }

  /** Reads to the first frame of that kind for which the condition holds. */
  async until(what, kind, holds = () => true) {
    for (;;) {
      const frame = await this.#next(what);
      if (frame.case === kind && holds(frame.value)) return frame.value;
    }
  }

  /** Reads to the end of the stream; returns its status, undefined for OK. */
  async ended() {
    try {
      while (await this.#read("the end of the stream"));
    } catch (error) {
      if (error instanceof ConnectError) return error.code;
      throw error;
    }
  }

  /** As a lost connection: no goodbye. */
  async drop() {
    this.#hangUp.abort();
    assert.equal(await this.ended(), Code.Canceled, "the stream is dropped");
  }

  async #next(what) {
    const frame = await this.#read(what);
    assert(frame, `the stream ended before ${what}`);
    return frame;
  }

  async #read(what) {
    const { done, value } = await inTime(what, this.#frames.next());
    if (done) return undefined;
    this.journal.record(value.frame);
    if (value.frame.case === "event" && value.frame.value.seq === 0n) {
      this.ephemeral.push(value.frame.value);
    }
    return value.frame;
  }
}
