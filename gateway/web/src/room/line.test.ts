// @vitest-environment node
import { Code, ConnectError } from "@connectrpc/connect";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openRoom } from "./room";
import { TestNetwork } from "../testing/network";
import { joined, said, script, type Script, Server } from "../testing/server";
import { MemoryStorage } from "../testing/storage";
import { talk } from "../testing/until";
import type { Room } from "./types";

const network = new TestNetwork();
let server: Server;
let room: Room;

beforeEach(() => {
  vi.useFakeTimers();
  server = new Server();
  room = openRoom({ roomId: "r", me: { userId: "ada", name: "Ada" }, chat: server.chat, storage: new MemoryStorage(), network });
});

afterEach(() => {
  room.stop();
  network.sign("online");
  vi.useRealTimers();
});

/** Lets everything happen that is due within this time. */
async function pass(milliseconds = 0): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
}

/** A stream that ends like this, after these frames. */
function failing(code: Code, ...frames: Parameters<typeof script>): Script {
  return async function* () {
    yield* frames;
    throw new ConnectError("as the test wants", code);
  };
}

it("resumes after the last seq it has read, in the log it has read", async () => {
  server.scripts.push(failing(Code.Unavailable, joined(2), said(1, "one"), said(2, "two")));
  server.scripts.push(script(joined(3), said(3, "three")));
  room.start();
  await pass();
  expect(room.snapshot().connection.kind).toBe("reconnecting");
  await pass(500);
  expect(server.subscribed.map(({ afterSeq, epoch }) => [afterSeq, epoch])).toEqual([[0n, ""], [2n, "e1"]]);
  expect(talk(room.snapshot())).toEqual(["ben: one", "ben: two", "ben: three"]);
  expect(room.snapshot().connection).toMatchObject({ kind: "live", resumed: true });
});

it("shows nothing twice, whatever is sent twice", async () => {
  server.scripts.push(script(joined(2), said(1, "one"), said(1, "one"), said(2, "two")));
  room.start();
  await pass();
  expect(talk(room.snapshot())).toEqual(["ben: one", "ben: two"]);
});

it("does not go on over a gap, but comes back for what is missing", async () => {
  server.scripts.push(script(joined(3), said(1, "one"), said(3, "three")));
  server.scripts.push(script(joined(3), said(2, "two"), said(3, "three")));
  room.start();
  await pass(500);
  expect(server.subscribed.map(({ afterSeq }) => afterSeq)).toEqual([0n, 1n]);
  expect(talk(room.snapshot())).toEqual(["ben: one", "ben: two", "ben: three"]);
});

it("takes a skip for what is not ours to see", async () => {
  server.scripts.push(script(joined(9), { case: "skip", value: { toSeq: 8n } }, said(9, "nine")));
  room.start();
  await pass();
  expect(room.snapshot().isLoaded).toBe(true);
  expect(talk(room.snapshot())).toEqual(["ben: nine"]);
});

it("shows the history whole, and not as it runs in", async () => {
  let goOn = (): void => undefined;
  server.scripts.push(async function* (_, signal) {
    yield* [joined(2), said(1, "one")];
    await new Promise<void>((resolve) => (goOn = resolve));
    yield said(2, "two");
    yield* script()(_, signal);
  });
  room.start();
  await pass();
  expect(talk(room.snapshot())).toEqual([]);
  goOn();
  await pass();
  expect(talk(room.snapshot())).toEqual(["ben: one", "ben: two"]);
});

it("waits longer after each failure, never more than 15 s, and not at all once the network is back", async () => {
  vi.spyOn(Math, "random").mockReturnValue(1);
  server.scripts.push(...Array.from({ length: 8 }, () => failing(Code.Unavailable)));
  room.start();
  const waits = [];
  for (let failures = 0; failures < 7; failures += 1) {
    await pass();
    const { connection } = room.snapshot();
    const wait = connection.kind === "reconnecting" && connection.retryAt !== null ? connection.retryAt - Date.now() : 0;
    waits.push(wait);
    await pass(wait);
  }
  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
  network.sign("online");
  await pass();
  expect(room.snapshot().connection.kind).toBe("live");
});

it("says that the computer is offline, and tries all the same", async () => {
  network.sign("offline");
  server.scripts.push(failing(Code.Unavailable));
  room.start();
  await pass();
  expect(room.snapshot().connection.kind).toBe("offline");
  await pass(500);
  expect(room.snapshot().connection.kind).toBe("live");
});

it("comes back when the server says", async () => {
  server.scripts.push(script(joined(), { case: "reconnect", value: { after: { seconds: 2n } } }));
  room.start();
  await pass(1_999);
  expect(server.subscribed).toHaveLength(1);
  await pass(1);
  expect(server.subscribed).toHaveLength(2);
});

it("says that a stream waits, and gives up one that never comes", async () => {
  server.scripts.push(script());
  room.start();
  await pass(5_000);
  expect(room.snapshot().connection.kind).toBe("waiting");
  await pass(25_500);
  expect(room.snapshot().connection.kind).toBe("live");
});

it("gives up a line without a heartbeat, at once when the page is looked at again", async () => {
  server.scripts.push(script(joined()), script(joined()));
  room.start();
  await pass(39_999);
  expect(server.subscribed).toHaveLength(1);
  await pass(501);
  expect(server.subscribed).toHaveLength(2);
  await pass(23_000);
  network.sign("visible");
  await pass(500);
  expect(server.subscribed).toHaveLength(3);
  network.sign("visible");
  await pass(500);
  expect(server.subscribed).toHaveLength(3);
});

it("says that one is signed out as soon as something that is sent is refused for it", async () => {
  server.scripts.push(script(joined()), failing(Code.Unauthenticated), failing(Code.Unauthenticated));
  server.onSend = () => Promise.reject(new ConnectError("as the test wants", Code.Unauthenticated));
  room.start();
  await pass();
  expect(room.snapshot().connection.kind).toBe("live");
  room.sendMessage("hello");
  await pass(5_000);
  expect(room.snapshot().connection.kind).toBe("signed-out");
});

it("goes once more with a fresh token, then waits for the person", async () => {
  server.scripts.push(failing(Code.Unauthenticated), failing(Code.Unauthenticated));
  room.start();
  await pass(60_000);
  expect(room.snapshot().connection.kind).toBe("signed-out");
  expect(server.subscribed).toHaveLength(2);
  network.sign("online");
  await pass();
  expect(server.subscribed).toHaveLength(2);
  room.tryNow();
  await pass();
  expect(room.snapshot().connection.kind).toBe("live");
});

it("begins from the start when the log lost what was read", async () => {
  server.scripts.push(failing(Code.Unavailable, joined(1), said(1, "lost")), failing(Code.DataLoss), script(joined(1, "e2"), said(1, "kept")));
  room.start();
  await pass(1_500);
  expect(server.subscribed.map(({ afterSeq, epoch }) => [afterSeq, epoch])).toEqual([[0n, ""], [1n, "e1"], [0n, ""]]);
  expect(talk(room.snapshot())).toEqual(["ben: kept"]);
});

it.each([
  ["a stranger", [failing(Code.PermissionDenied)], "refused"],
  ["somebody who was in", [failing(Code.Unavailable, joined()), failing(Code.PermissionDenied)], "removed"],
  ["somebody whose request makes no sense", [failing(Code.InvalidArgument)], "refused"],
])("tells %s for good", async (_, scripts, kind) => {
  server.scripts.push(...scripts);
  room.start();
  await pass(60_000);
  expect(room.snapshot().connection.kind).toBe(kind);
  expect(server.subscribed).toHaveLength(scripts.length);
});

it("renews the lease of its stream long before it ends", async () => {
  const leaseExpireTime = { seconds: BigInt(Math.round(Date.now() / 1_000) + 120) };
  server.scripts.push(async function* () {
    yield { case: "welcome", value: { connectionId: "c1", leaseExpireTime } };
    yield joined();
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 15_000));
      yield { case: "heartbeat", value: {} };
    }
  });
  room.start();
  await pass(61_000);
  expect(server.sent.map(({ connectionId, body }) => [connectionId, body.case])).toEqual([["c1", "typing"]]);
});

it("stays the same object until something changes", async () => {
  room.start();
  await pass();
  const before = room.snapshot();
  expect(room.snapshot()).toBe(before);
  room.setDraft("no part of it");
  await pass();
  expect(room.snapshot()).toBe(before);
  room.sendMessage("hello");
  await pass();
  expect(room.snapshot()).not.toBe(before);
  expect(room.snapshot().people).toBe(before.people);
});
