// The conversation of ../python/conversation.py, over grpc-web through the gateway, as a browser
// holds it: `Subscribe` and `Send`.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcWebTransport } from "@connectrpc/connect-web";
import { ChatService } from "./gen/hirehub/chat/v1/chat_service_pb.js";
import { RemovedReason } from "./gen/hirehub/chat/v1/frame_pb.js";
import { SessionService } from "./gen/hirehub/session/v1/session_service_pb.js";
import { Visibility } from "./gen/hirehub/session/v1/session_pb.js";
import { Journal, Line } from "./line.mjs";
import { running, signIn } from "./stack.mjs";

const MESSAGES = 10; // that each of the two says

/** Alice hosts, Bob is her guest, Carol a stranger; the steps follow one another. */
class Conversation {
  constructor(gateway, people) {
    const transport = createGrpcWebTransport({ baseUrl: `http://${gateway}` });
    this.session = createClient(SessionService, transport);
    this.chat = createClient(ChatService, transport);
    Object.assign(this, people);
    this.journals = new Map([this.alice, this.bob].map((person) => [person, new Journal()]));
  }

  steps = [
    this.aliceOpensASessionAndBobJoinsIt,
    this.bothSeeEveryMessageInOneOrder,
    this.aResendGetsTheFirstAnswer,
    this.typingReachesTheOtherOnly,
    this.aStrangerIsRefused,
    this.aDroppedStreamGoesOnWhereItWas,
    this.theEndCutsBothStreams,
    this.theRecordStaysReadable,
  ];

  async aliceOpensASessionAndBobJoinsIt() {
    const wanted = { problemId: "two-sum", language: "python", visibility: Visibility.INVITE_ONLY };
    const { session: created } = await this.session.createSession(wanted, this.alice);
    const { sessionId, roomId, inviteCode } = created;
    Object.assign(this, { sessionId, roomId });
    const { session: joined } = await this.session.joinSession({ sessionId, inviteCode }, this.bob);
    assert.equal(joined.roomId, roomId, "both are told the same room");
    assert.equal(joined.participant.userId, "bob", "the seat is Bob's");
  }

  async bothSeeEveryMessageInOneOrder() {
    this.alices = await this.enter(this.alice);
    this.bobs = await this.enter(this.bob);
    const seqs = [];
    for (let number = 0; number < MESSAGES; number++) {
      const said = [this.alices, this.bobs].map((line) =>
        line.say(`${line.person.userId}-${number}`, `${line.person.userId} says ${number}`),
      );
      seqs.push(...(await Promise.all(said)));
    }
    const alices = await this.bothCatchUp(seqs.reduce((a, b) => (a > b ? a : b)));
    assert.deepEqual(seqs.sort(ascending), alices.map(({ seq }) => seq), "answers name the events' seqs");
    for (const name of ["alice", "bob"]) {
      const said = alices.filter(({ userId }) => userId === name).map(({ text }) => text);
      assert.deepEqual(said, Array.from({ length: MESSAGES }, (_, number) => `${name} says ${number}`));
    }
  }

  async aResendGetsTheFirstAnswer() {
    const first = await this.alices.say("twice", "said once");
    assert.equal(await this.alices.say("twice", "said once"), first, "the first seq again");
    await this.bobs.catchUp(await this.alices.say("afterwards", "something else"));
    const times = this.bobs.journal.texts().filter(({ text }) => text === "said once").length;
    assert.equal(times, 1, "one event");
  }

  async typingReachesTheOtherOnly() {
    const seq = await this.alices.send("", { case: "typing", value: { isTyping: true } });
    assert.equal(seq, 0n, "ephemeral");
    const typing = await this.bobs.until("typing", "event", ({ body }) => body.case === "typing");
    assert.deepEqual([typing.seq, typing.userId], [0n, "alice"], "ephemeral, from Alice");
    await this.alices.catchUp(await this.alices.say("typed", "this is what I typed"));
    assert.deepEqual(this.alices.ephemeral, [], "Alice does not see herself type");
  }

  async aStrangerIsRefused() {
    const { roomId, carol } = this;
    const line = new Line(this.chat, carol, roomId, new Journal());
    assert.equal(await line.ended(), Code.PermissionDenied, "Carol may not join");
    assert.deepEqual(line.journal.events, [], "Carol sees nothing");
    const body = { case: "message", value: { text: "let me in" } };
    const calls = [
      () => this.chat.send({ roomId, clientEventId: "c1", body }, carol),
      () => this.chat.listEvents({ roomId }, carol),
    ];
    for (const call of calls) {
      const refused = await call().then(() => undefined, (error) => ConnectError.from(error).code);
      assert.equal(refused, Code.PermissionDenied, "Carol may do nothing");
    }
  }

  async aDroppedStreamGoesOnWhereItWas() {
    await this.bobs.drop();
    let head;
    for (let number = 0; number < 3; number++) {
      head = await this.alices.say(`meanwhile-${number}`, `meanwhile ${number}`);
    }
    this.bobs = await this.enter(this.bob);
    await this.bothCatchUp(head);
  }

  async theEndCutsBothStreams() {
    await this.session.endSession({ sessionId: this.sessionId }, this.alice);
    for (const line of [this.alices, this.bobs]) {
      const removed = await line.until("the end of the room", "removed");
      assert.equal(removed.reason, RemovedReason.ROOM_CLOSED, "the reason");
      assert.equal(await line.ended(), undefined, "the stream ends well");
    }
  }

  async theRecordStaysReadable() {
    const events = [];
    let afterSeq = 0n;
    do {
      const request = { roomId: this.roomId, afterSeq, pageSize: 7 };
      const page = await this.chat.listEvents(request, this.bob);
      events.push(...page.events);
      afterSeq = page.nextAfterSeq;
    } while (afterSeq !== 0n);
    assert.deepEqual(events, this.journals.get(this.bob).events, "the record is what Bob saw");
    assert.equal(events.at(-1).body.case, "roomClosed", "and ends with the end");
  }

  /** Opens the person's stream where their journal ends. */
  enter(person) {
    return new Line(this.chat, person, this.roomId, this.journals.get(person)).enter();
  }

  /** Reads both journals up to `seq` and returns the messages, the same for both. */
  async bothCatchUp(seq) {
    await Promise.all([this.alices.catchUp(seq), this.bobs.catchUp(seq)]);
    const texts = this.alices.journal.texts();
    assert.deepEqual(this.bobs.journal.texts(), texts, "one order for both");
    return texts;
  }
}

const ascending = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** Holds the conversation up to the first step that fails; returns how many passed and failed. */
async function hold(conversation) {
  let passed = 0;
  for (const step of conversation.steps) {
    try {
      await step.call(conversation);
    } catch (error) {
      console.log(`grpc-web: ${step.name}: failed`, error);
      return { passed, failed: 1 };
    }
    console.log(`grpc-web: ${step.name}: passed`);
    passed += 1;
  }
  return { passed, failed: 0 };
}

const directory = await mkdtemp(join(tmpdir(), "hirehub-node-"));
try {
  const { passed, failed } = await running(directory, async (gateway) => {
    const [alice, bob, carol] = await Promise.all(
      [["alice", "Alice"], ["bob", "Bob"], ["carol", "Carol"]].map((who) => signIn(gateway, ...who)),
    );
    return hold(new Conversation(gateway, { alice, bob, carol }));
  });
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
} finally {
  await rm(directory, { recursive: true, force: true });
}
