// @vitest-environment node
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Event } from "../gen/hirehub/chat/v1/event_pb";
import { History } from "./history";
import { event } from "../testing/server";

const START = 1_700_000_000_000;
let history: History;

beforeEach(() => {
  vi.useFakeTimers({ now: START });
  history = new History("ada", () => undefined);
});

afterEach(() => vi.useRealTimers());

/** Something that happened to Ben, some seconds after the start. */
function ben(seq: number, seconds: number, body: Event["body"]): Event {
  const occurredAt = timestampFromMs(START + seconds * 1_000);
  return event({ seq: BigInt(seq), userId: "ben", displayName: "Ben", occurredAt, body });
}

const came = event({ body: { case: "userJoined", value: {} } }).body;
const went = event({ body: { case: "userLeft", value: {} } }).body;
const takenOut = event({ body: { case: "accessRemoved", value: {} } }).body;
const letIn = event({ body: { case: "accessGranted", value: { startDocument: { language: "go" } } } }).body;
const text = event({ body: { case: "message", value: { text: "hello" } } }).body;

function told(): readonly string[] {
  return history.rows.map((row) => (row.kind === "system" ? `${row.event.kind} ${row.seq}` : `said ${row.seq}`));
}

it("shows that somebody lost the line only after 30 s, in its place", () => {
  history.add(ben(2, 0, went));
  history.add(ben(3, 1, text));
  vi.advanceTimersByTime(29_999);
  expect(told()).toEqual(["said 3"]);
  vi.advanceTimersByTime(1);
  expect(told()).toEqual(["lost 2", "said 3"]);
});

it("shows it after 30 s also where the clock is an hour behind the server's", () => {
  history.add(ben(2, 3_600, went));
  vi.advanceTimersByTime(30_000);
  expect(told()).toEqual(["lost 2"]);
});

it("is silent about whoever comes back within 30 s, live and in old history", () => {
  history.add(ben(2, 0, went));
  vi.advanceTimersByTime(20_000);
  history.add(ben(3, 20, came));
  vi.advanceTimersByTime(60_000);
  history.add(ben(4, 40, went));
  vi.advanceTimersByTime(0);
  expect(told()).toEqual(["lost 4"]);
  history.add(ben(5, 69, came));
  expect(told()).toEqual([]);
});

it("shows both rows of a longer absence, also before the clock has said so", () => {
  history.add(ben(2, 0, went));
  history.add(ben(3, 30, came));
  expect(told()).toEqual(["lost 2", "joined 3"]);
  vi.advanceTimersByTime(60_000);
  expect(told()).toEqual(["lost 2", "joined 3"]);
});

it("shows a longer absence once, when the clock has said so before", () => {
  history.add(ben(2, 0, went));
  vi.advanceTimersByTime(40_000);
  history.add(ben(3, 40, came));
  expect(told()).toEqual(["lost 2", "joined 3"]);
});

it("says of whoever opens the room that they started it, and not that they came, too", () => {
  history.add(ben(1, 0, letIn));
  history.add(ben(2, 1, came));
  expect(told()).toEqual(["started 1"]);
});

it("says of whoever gives up the seat that they left, and not that they lost the line", () => {
  history.add(ben(2, 0, went));
  history.add(ben(3, 1, takenOut));
  vi.advanceTimersByTime(60_000);
  expect(told()).toEqual(["left 3"]);
  history.add(ben(4, 61, letIn));
  history.add(ben(5, 62, came));
  expect(told()).toEqual(["left 3", "begun-anew 4", "joined 5"]);
});

it("gives a message of one's own the id that it had before it was sent", () => {
  history.add(event({ seq: 7n, userId: "ada", clientEventId: "c1", body: text }));
  expect(history.rows).toMatchObject([{ id: "ada:c1", seq: 7, isOwn: true, state: "sent" }]);
});
