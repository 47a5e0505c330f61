// @vitest-environment node
import { create } from "@bufbuild/protobuf";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { CursorSchema } from "../gen/hirehub/chat/v1/body_pb";
import { Cursors } from "./cursors";
import { OwnCursor } from "./own-cursor";
import { Post } from "./post";
import { Server } from "../testing/server";
import { Typing } from "./typing";
import { Typists } from "./typists";

const nobody = (): void => undefined;
let server: Server;
let post: Post;

beforeEach(() => {
  vi.useFakeTimers();
  server = new Server();
  post = new Post(server.chat, "r");
});

afterEach(() => vi.useRealTimers());

/** What the others were told, in short. */
function told(): readonly unknown[] {
  return server.sent.map(({ body }) => (body.case === "typing" ? body.value.isTyping : body.case === "cursor" && body.value.anchor[0]));
}

it("forgets whoever has not said for 6 s that they type", () => {
  const typists = new Typists(nobody);
  typists.set("ben", "Ben", true);
  vi.advanceTimersByTime(5_000);
  typists.set("ben", "Ben", true);
  vi.advanceTimersByTime(5_999);
  expect(typists.list).toEqual([{ userId: "ben", name: "Ben" }]);
  vi.advanceTimersByTime(1);
  expect(typists.list).toEqual([]);
});

it("is the same list while the same people type", () => {
  const changed = vi.fn();
  const typists = new Typists(changed);
  typists.set("ben", "Ben", true);
  const before = typists.list;
  typists.set("ben", "Ben", true);
  typists.set("cyd", "Cyd", false);
  expect([typists.list === before, changed.mock.calls.length]).toEqual([true, 1]);
});

it("tells that one types though somebody sets the clock back", async () => {
  const typing = new Typing(post);
  typing.set(true);
  await vi.advanceTimersByTimeAsync(3_000);
  vi.setSystemTime(Date.now() - 3_600_000);
  typing.set(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(told()).toEqual([true, true]);
});

it("tells that one types at most every 3 s, and at once that one stopped", async () => {
  const typing = new Typing(post);
  for (let keys = 0; keys < 50; keys += 1) {
    typing.set(true);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(told()).toEqual([true, true]);
  typing.set(false);
  typing.set(false);
  await vi.advanceTimersByTimeAsync(0);
  expect(told()).toEqual([true, true, false]);
});

it("tells where one's cursor is at most ten times a second, the last place always", async () => {
  const cursor = new OwnCursor(post, () => true);
  for (let at = 1; at <= 100; at += 1) {
    cursor.move({ language: "go", anchor: Uint8Array.of(at), head: new Uint8Array() });
    await vi.advanceTimersByTimeAsync(10);
  }
  await vi.advanceTimersByTimeAsync(1_000);
  expect(told().length).toBeLessThanOrEqual(11);
  expect(told().at(-1)).toBe(100);
});

it("shows a cursor for 30 s after its owner's line was lost, and goes on when they are back", () => {
  const cursors = new Cursors(nobody);
  const cursor = create(CursorSchema, { language: "go", anchor: Uint8Array.of(1) });
  cursors.set("ben", "Ben", cursor);
  cursors.went("ben");
  vi.advanceTimersByTime(29_999);
  cursors.came("ben");
  vi.advanceTimersByTime(60_000);
  expect(cursors.list).toHaveLength(1);
  cursors.went("ben");
  vi.advanceTimersByTime(30_000);
  expect(cursors.list).toEqual([]);
});
