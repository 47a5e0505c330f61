import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { EventSchema } from "../../gen/hirehub/chat/v1/event_pb";
import { SessionSchema } from "../../gen/hirehub/session/v1/session_pb";
import { Cast } from "./cast";
import { languageSpans } from "./core/language-spans";
import { Timeline } from "./core/timeline";
import { exportLines } from "./export";
import { replayEvent } from "./wire";
import { markWords } from "./words";

type Body = NonNullable<MessageInitShape<typeof EventSchema>["body"]>;

/** Events of the wire a minute apart, as a timeline. */
function lived(...happenings: readonly (readonly [userId: string, body: Body])[]): Timeline {
  const timeline = new Timeline();
  happenings.forEach(([userId, body], index) => {
    const occurredAt = { seconds: BigInt(1_700_000_000 + index * 60), nanos: 0 };
    const shown = replayEvent(create(EventSchema, { seq: BigInt(index + 1), occurredAt, userId, displayName: userId && `${userId} surname`, body }));
    if (shown !== null) timeline.add(shown);
  });
  return timeline;
}

const session = create(SessionSchema, {
  host: { userId: "mira", displayName: "Mira" },
  participant: { userId: "cleo", displayName: "Cleo" },
  participantHistory: [{ userId: "ben", displayName: "" }, { userId: "cleo", displayName: "Cleo" }],
});

const whole = lived(
  ["mira", { case: "accessGranted", value: { startDocument: { language: "python", starterCode: { python: "start\n" } } } }],
  ["mira", { case: "userJoined", value: {} }],
  ["ben", { case: "accessGranted", value: { visibleFromSeq: 1n } }],
  ["ben", { case: "userJoined", value: {} }],
  ["ben", { case: "message", value: { text: "hi" } }],
  ["ben", { case: "docUpdate", value: { language: "python", generation: 1n, splices: [{ position: 0, deleted: 5, inserted: "begin" }] } }],
  ["ben", { case: "languageChanged", value: { language: "go" } }],
  ["ben", { case: "userLeft", value: {} }],
  ["ben", { case: "userJoined", value: {} }],
  ["ben", { case: "accessRemoved", value: {} }],
  ["cleo", { case: "accessGranted", value: { startDocument: { language: "go", starterCode: {} } } }],
  ["mira", { case: "typing", value: { isTyping: true } }],
  ["", { case: "roomClosed", value: {} }],
);

describe("a room's log, replayed", () => {
  it("says what happened, by whom and when", () => {
    const cast = new Cast(session, whole);
    expect(whole.marks.map((mark) => markWords(mark, cast))).toEqual([
      "mira started the session at 1:00",
      "ben joined at 3:00",
      "Message at 4:00 by ben",
      "ben switched to Go at 6:00",
      "ben lost the connection at 7:00",
      "ben came back at 8:00",
      "ben left the session at 9:00",
      "Cleo took the seat: the code begins anew in Go at 10:00",
      "mira ended the session at 12:00",
    ]);
  });

  it("shows the code with what was in it at the start", () => {
    expect([0, 300_000, 360_000].map((instant) => whole.textAt(instant))).toEqual(["start\n", "begin\n", ""]);
  });

  it("has a cast of the host and everybody who had the seat, by the names they came with", () => {
    const { actors } = new Cast(session, whole);
    expect(actors.map(({ name, peer }) => [name, peer])).toEqual([["mira surname", 0], ["ben surname", 1], ["Cleo", 1]]);
    expect(new Cast(session, new Timeline()).of("ben").firstName).toBe("ben");
    const nameless = new Timeline();
    nameless.add({ seq: 1, at: 0, userId: "cleo", name: "", kind: "came" });
    expect(new Cast(session, nameless).of("cleo").name).toBe("Cleo");
  });

  it("tells which language was shown when, without a seam where it did not change", () => {
    expect(languageSpans(whole.stages, whole.length)).toEqual([
      { language: "python", from: 0, to: 360_000 },
      { language: "go", from: 360_000, to: 720_000 },
    ]);
  });

  it("can be taken along as plain JSON, an event a line", () => {
    const lines = exportLines(whole.events).trimEnd().split("\n").map((line) => JSON.parse(line) as object);
    expect(lines[4]).toEqual({
      seq: 6,
      userId: "ben",
      name: "ben surname",
      kind: "edit",
      language: "python",
      generation: 1,
      splices: [{ position: 0, deleted: 5, inserted: "begin" }],
      at: "2023-11-14T22:18:20.000Z",
    });
  });
});
