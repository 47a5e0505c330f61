// @vitest-environment node
import { beforeEach, expect, it } from "vitest";
import type { Event } from "../gen/hirehub/chat/v1/event_pb";
import { event, Server } from "../testing/server";
import { MemoryStorage } from "../testing/storage";
import { Chat } from "./chat";
import { Post } from "./post";
import { RoomStorage } from "./storage";

let server: Server;
let storage: RoomStorage;
let chat: Chat;

beforeEach(() => {
  server = new Server();
  server.onSend = () => new Promise(() => undefined);
  storage = new RoomStorage(new MemoryStorage(), "r", "ada");
  chat = open();
});

function open(): Chat {
  return new Chat({ userId: "ada", name: "Ada" }, new Post(server.chat, "r"), storage, () => undefined);
}

function said(seq: bigint, userId: string, clientEventId = ""): Event {
  return event({ seq, userId, clientEventId, body: { case: "message", value: { text: "hello" } } });
}

it("keeps one's unsent messages last, each row the same one when it arrives", () => {
  chat.send("mine");
  const [mine] = chat.rows;
  expect(mine).toMatchObject({ text: "mine", state: "sending", seq: null, isOwn: true, name: "Ada" });
  chat.onEvent(said(1n, "ben"));
  expect(chat.rows.map(({ id }) => id).at(-1)).toBe(mine?.id);
  chat.onEvent(said(2n, "ada", mine?.id.slice("ada:".length)));
  expect(chat.rows.map(({ id, seq }) => [id === mine?.id, seq])).toEqual([[false, 1], [true, 2]]);
});

it("takes nobody else's message for one's own, whatever id they gave it", () => {
  chat.send("mine");
  chat.onEvent(said(1n, "ben", chat.rows[0]?.id.slice("ada:".length)));
  expect(chat.rows).toHaveLength(2);
});

it("counts what others said since one read last; what was before the first visit is not news", () => {
  chat.onJoined(2);
  for (const [seq, who] of [[1n, "ben"], [2n, "ben"], [3n, "ada"], [4n, "ben"]] as const) chat.onEvent(said(seq, who));
  expect([chat.readSeq, chat.unread]).toEqual([2, 1]);
  const again = open();
  again.onJoined(4);
  again.onEvent(said(4n, "ben"));
  expect([again.readSeq, again.unread]).toEqual([2, 1]);
  again.markRead(4);
  again.markRead(3);
  expect([again.readSeq, again.unread]).toEqual([4, 0]);
});

it.each([["", false], [" \n", false], ["ö".repeat(4_096), true], [`${"ö".repeat(4_096)}.`, false]])("knows the limits of a text", (text, isTaken) => {
  expect(chat.send(text)).toBe(isTaken);
});
