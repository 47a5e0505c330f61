import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { SessionSchema } from "../../gen/hirehub/session/v1/session_pb";
import { inviteLink, minutesWords, peerOf, runningTime, twoOf } from "./facts";

const session = create(SessionSchema, {
  host: { userId: "ada", displayName: "Ada" },
  participant: { userId: "ben", displayName: "Ben" },
});

test("before the room says who is there, the session does", () => {
  const { host, participant } = twoOf(session, [], "ben");
  expect([host.name, host.isMe, participant?.name, participant?.isMe]).toEqual(["Ada", false, "Ben", true]);
});

test("the room knows better who has the seat", () => {
  const ada = { userId: "ada", name: "Ada L", isPresent: true, isMe: true };
  expect(twoOf(session, [ada], "ada")).toEqual({ host: ada, participant: null });
  const cleo = { userId: "cleo", name: "Cleo", isPresent: false, isMe: false };
  expect(twoOf(session, [ada, cleo], "ada").participant).toBe(cleo);
});

test("the host has the square, everybody else the circle", () => {
  expect([peerOf(session, "ada"), peerOf(session, "ben"), peerOf(session, "cleo")]).toEqual([0, 1, 1]);
});

test("a running clock shows hours only when there are any", () => {
  const at = (seconds: number) => runningTime(0, seconds * 1000);
  expect([at(-5), at(0), at(1928), at(3723)]).toEqual(["00:00", "00:00", "32:08", "1:02:03"]);
});

test("how long it took is said in minutes", () => {
  expect([minutesWords(0, 59_999), minutesWords(0, 47 * 60_000)]).toEqual(["Under a minute", "47 min"]);
});

test("only the host has an invite to send, and nothing in it breaks out of the address", () => {
  expect(inviteLink(session, "https://here.example")).toBe("");
  const host = create(SessionSchema, { sessionId: "s/1", inviteCode: "7K4M&x" });
  expect(inviteLink(host, "https://here.example")).toBe("https://here.example/session/s%2F1?invite=7K4M%26x");
});
