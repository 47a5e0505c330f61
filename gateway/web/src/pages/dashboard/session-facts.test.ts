import { create } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { expect, test } from "vitest";
import { type Session, SessionSchema } from "../../gen/hirehub/session/v1/session_pb";
import { day, elapsed, inviteLink, mostLive, opposite, progress, sessionPath, took } from "./session-facts";

const NOW = new Date(2026, 10, 23, 12, 0).getTime();
const MINUTE = 60_000;
const mira = { userId: "mira", displayName: "Mira Okafor" };
const ben = { userId: "ben", displayName: "Ben Kowalski" };

function session(fields: Parameters<typeof create<typeof SessionSchema>>[1]): Session {
  return create(SessionSchema, fields);
}

test("time is said as people say it", () => {
  const said = [0, 1, 59, 60, 65, 24 * 60, 50 * 60].map((minutes) => elapsed(NOW - minutes * MINUTE, NOW));
  expect(said).toEqual(["now", "1 min", "59 min", "1 h", "1 h 5 min", "1 day", "2 days"]);
});

test("a clock that runs behind the server's says now", () => {
  expect(elapsed(NOW + MINUTE, NOW)).toBe("now");
});

test("one person waits, two are in", () => {
  const createTime = timestampFromMs(NOW - 4 * MINUTE);
  expect(progress(session({ createTime }), NOW)).toBe("waiting 4 min");
  expect(progress(session({ createTime, participant: ben }), NOW)).toBe("4 min in");
  expect(progress(session({ createTime: timestampFromMs(NOW) }), NOW)).toBe("just opened");
});

test("a finished session is told from the other's side", () => {
  const done = session({ host: mira, participantHistory: [{ userId: "dara", displayName: "" }, ben] });
  expect(opposite(done, "mira")).toEqual({ name: "Ben Kowalski", peer: 1 });
  expect(opposite(done, "ben")).toEqual({ name: "Mira Okafor", peer: 0 });
  expect(opposite(session({ host: mira }), "mira")).toBeUndefined();
  expect(opposite(session({ host: mira, participant: { userId: "dara" } }), "mira")).toEqual({ name: "dara", peer: 1 });
});

test("a session took from its creation to its end", () => {
  const times = { createTime: timestampFromMs(NOW - 90 * MINUTE), endTime: timestampFromMs(NOW - 49 * MINUTE) };
  expect(took(session(times), NOW)).toBe("41 min");
});

test("a day of another year has its year", () => {
  expect(day(new Date(2026, 10, 20).getTime(), NOW)).toBe("Fri 20 Nov");
  expect(day(new Date(2025, 10, 20).getTime(), NOW)).toBe("Thu 20 Nov 2025");
});

test("an invite link carries the code, and nothing breaks out of it", () => {
  expect(inviteLink({ sessionId: "s1", inviteCode: "7K4M-Q2XD" }, "https://h.example")).toBe("https://h.example/session/s1?invite=7K4M-Q2XD");
  expect(inviteLink({ sessionId: "s1", inviteCode: "" }, "https://h.example")).toBe("https://h.example/session/s1");
  expect(sessionPath("a/b", "c&d")).toBe("/session/a%2Fb?invite=c%26d");
});

test("the session where somebody is comes before the newest", () => {
  const waiting = session({ sessionId: "waiting" });
  const running = session({ sessionId: "running", participant: ben });
  expect(mostLive([waiting, running])).toBe(running);
  expect(mostLive([waiting])).toBe(waiting);
  expect(mostLive([])).toBeUndefined();
});
