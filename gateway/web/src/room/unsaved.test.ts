// @vitest-environment node
import { Code, ConnectError } from "@connectrpc/connect";
import * as Y from "yjs";
import { beforeEach, expect, it } from "vitest";
import { Documents } from "./documents";
import { problemOf } from "../rpc/problem";
import { Resync } from "./resync";
import { RoomStorage } from "./storage";
import { Server } from "../testing/server";
import { MemoryStorage } from "../testing/storage";
import type { LostChanges } from "./types";
import { Unsaved } from "./unsaved";

let storage: RoomStorage;
let unsaved: Unsaved;
let documents: Documents;

beforeEach(() => {
  storage = new RoomStorage(new MemoryStorage(), "r", "ada");
  unsaved = new Unsaved(storage);
  documents = new Documents(unsaved, () => undefined);
  documents.begin(1);
});

/** Takes every batch, as a server does; resolves with its text of the language. */
function save(language: string, from = unsaved): string {
  const server = new Y.Doc();
  for (let batch = from.next(); batch; batch = from.next()) {
    if (batch.language === language) Y.applyUpdate(server, batch.update);
    from.done(batch.id);
  }
  return server.getText("code").toString();
}

function type(language: string, text: string): void {
  for (const letter of text) documents.text(language).insert(documents.text(language).length, letter);
}

it("holds every change until the server has it", () => {
  type("go", "package main");
  type("python", "pass");
  expect(unsaved.count).toBe(16);
  const batch = unsaved.next();
  expect(unsaved.next()).toBe(batch);
  type("go", "\n");
  expect([unsaved.next(), unsaved.count]).toEqual([batch, 17]);
  unsaved.done("another id");
  expect(unsaved.next()).toBe(batch);
  unsaved.done(batch?.id ?? "");
  expect(unsaved.count).toBe(5);
});

it("forgets what was kept and is no update, which no document could ever take", () => {
  type("go", "x");
  const kept = storage.get("unsaved") as { readonly waiting: unknown };
  storage.set("unsaved", { ...kept, waiting: [["go", [["AQEB", 1]]]] });
  const loaded = new Unsaved(storage);
  expect([loaded.count, [...loaded.updates()]]).toEqual([0, []]);
});

it("is the same text at the server, however much was typed in between", () => {
  type("go", "0123456789".repeat(50));
  expect(unsaved.count).toBe(500);
  expect(save("go")).toBe("0123456789".repeat(50));
  expect(unsaved.count).toBe(0);
});

it("waits in few pieces, none larger than a server takes, however long the line is down", () => {
  type("go", "0123456789".repeat(800));
  const sizes = [...unsaved.updates()].map(({ update }) => update.length);
  expect(sizes.length).toBeLessThan(2 * 64);
  expect(sizes.filter((size) => size >= 64 << 10)).toHaveLength(1);
  expect(Math.max(...sizes)).toBeLessThan(128 << 10);
  expect(save("go", new Unsaved(storage))).toBe("0123456789".repeat(800));
}, 20_000);

it("survives a reload, the batch on its way included, with its id", () => {
  type("go", "one");
  const batch = unsaved.next();
  type("go", " two");
  const again = new Unsaved(storage);
  expect([again.generation, again.count]).toEqual([1, 7]);
  expect(again.next()).toEqual(batch);
  const reloaded = new Documents(again, () => undefined);
  reloaded.applyUnsaved();
  expect(reloaded.text("go").toString()).toBe("one two");
  expect(again.count).toBe(7);
  expect(save("go", again)).toBe("one two");
});

it("forgets everything of another generation, and tells editors to begin anew", () => {
  type("go", "old");
  const replaced: string[] = [];
  documents.onReplaced((language) => replaced.push(language));
  documents.begin(9);
  expect([unsaved.count, replaced, documents.text("go").toString()]).toEqual([0, ["go"], ""]);
});

it("is not put off by something else in the storage", () => {
  for (const kept of [[], "text", { generation: 1, batch: null, waiting: [["go", ["not base64!"], 1]] }, { waiting: 7 }]) {
    storage.set("unsaved", kept);
    expect(new Unsaved(storage).count).toBe(0);
  }
});

it("keeps the text of changes whose document is lost, and tells it when they fit no more", async () => {
  documents.begin(0);
  type("go", "saved, ");
  save("go");
  type("go", "unsaved");
  documents.reload();
  expect(documents.text("go").toString()).toBe("");
  const [server, lost] = [new Server(), [] as LostChanges[]];
  const restored = new Y.Doc();
  restored.getText("code").insert(0, "restored");
  server.onGetDocument = async () => new Uint8Array(Y.encodeStateAsUpdate(restored));
  const resync = new Resync(server.chat, "r", documents, unsaved, (changes) => lost.push(changes));
  await resync.resync("go", problemOf(new ConnectError("as the test wants", Code.Aborted)));
  expect(documents.text("go").toString()).toBe("restored");
  expect(lost).toEqual([{ language: "go", text: "saved, unsaved" }]);
  expect([unsaved.count, unsaved.textOf("go")]).toEqual([0, undefined]);
});
