// @vitest-environment node
import { Code, ConnectError } from "@connectrpc/connect";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Outbox } from "./outbox";
import { Post } from "./post";
import { RoomStorage } from "./storage";
import { Server } from "../testing/server";
import { MemoryStorage } from "../testing/storage";

let server: Server;
let storage: RoomStorage;
let outbox: Outbox;

beforeEach(() => {
  vi.useFakeTimers();
  server = new Server();
  storage = new RoomStorage(new MemoryStorage(), "r", "ada");
  outbox = open();
});

afterEach(() => vi.useRealTimers());

/** As a page does that was loaded now. */
function open(): Outbox {
  return new Outbox(new Post(server.chat, "r"), storage, () => undefined);
}

function texts(): readonly unknown[] {
  return server.sent.map(({ body }) => body.case === "message" && body.value.text);
}

function fail(code: Code): void {
  server.onSend = async () => {
    throw new ConnectError("as the test wants", code);
  };
}

it("sends one after the other, so that the order stays", async () => {
  let answer = (): void => undefined;
  server.onSend = () => new Promise((resolve) => (answer = () => resolve(1n)));
  outbox.add("one");
  outbox.add("two");
  await vi.advanceTimersByTimeAsync(0);
  expect(texts()).toEqual(["one"]);
  answer();
  await vi.advanceTimersByTimeAsync(0);
  expect(texts()).toEqual(["one", "two"]);
});

it("tries again with the same id, and says after 20 s that it failed", async () => {
  fail(Code.Unavailable);
  outbox.add("one");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(outbox.outgoing[0]?.problem).toBeNull();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(outbox.outgoing[0]?.problem?.code).toBe(Code.Unavailable);
  expect(server.sent.length).toBeGreaterThan(2);
  expect(new Set(server.sent.map(({ clientEventId }) => clientEventId)).size).toBe(1);
});

it("tries what failed again when the line is back, but not what the server refused", async () => {
  fail(Code.InvalidArgument);
  outbox.add("refused");
  await vi.advanceTimersByTimeAsync(0);
  fail(Code.Unavailable);
  outbox.add("unlucky");
  await vi.advanceTimersByTimeAsync(60_000);
  server.onSend = async () => 5n;
  outbox.onLive();
  await vi.advanceTimersByTimeAsync(0);
  expect(outbox.outgoing.map(({ text, seq, problem }) => [text, seq, problem?.code])).toEqual([
    ["refused", null, Code.InvalidArgument],
    ["unlucky", 5, undefined],
  ]);
});

it("keeps the order of what failed for the line, whatever is written or tried again after it", async () => {
  fail(Code.Unavailable);
  outbox.add("one");
  await vi.advanceTimersByTimeAsync(15_000);
  outbox.add("two");
  // Over 20 s after "one", and the longest wait between two tries more.
  await vi.advanceTimersByTimeAsync(25_000);
  expect(outbox.outgoing.map(({ problem }) => problem?.code)).toEqual([Code.Unavailable, Code.Unavailable]);
  const before = server.sent.length;
  server.onSend = async () => 5n;
  outbox.retry(outbox.outgoing[1]?.id ?? "");
  outbox.add("three");
  await vi.advanceTimersByTimeAsync(0);
  expect(texts().slice(before)).toEqual(["one", "two", "three"]);
});

it("does not wait longer once the line is back", async () => {
  vi.spyOn(Math, "random").mockReturnValue(1);
  fail(Code.Unavailable);
  outbox.add("one");
  await vi.advanceTimersByTimeAsync(8_000);
  const before = server.sent.length;
  outbox.onLive();
  await vi.advanceTimersByTimeAsync(0);
  expect(server.sent.length).toBe(before + 1);
});

it("keeps what is not sent over a reload, with its id, and forgets what arrived", async () => {
  fail(Code.Unavailable);
  outbox.add("one");
  const [one] = outbox.outgoing;
  const again = open();
  expect(again.outgoing).toEqual([one]);
  again.arrived(one?.id ?? "");
  expect(open().outgoing).toEqual([]);
});

it("discards what failed and nothing else", async () => {
  fail(Code.InvalidArgument);
  outbox.add("one");
  const id = outbox.outgoing[0]?.id ?? "";
  outbox.discard(id);
  expect(outbox.outgoing).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(0);
  outbox.discard(id);
  expect(outbox.outgoing).toEqual([]);
});

it("takes a hundred unsent messages and no more", () => {
  fail(Code.Unavailable);
  const taken = Array.from({ length: 101 }, (_, at) => outbox.add(`${at}`));
  expect(taken.indexOf(false)).toBe(100);
});
