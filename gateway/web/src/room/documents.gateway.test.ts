// @vitest-environment node
import * as Y from "yjs";
import { describe, expect, it } from "vitest";
import { Place } from "../testing/interview";
import { PATIENCE } from "../testing/patience";
import { hasProgram } from "../testing/stack";
import { until, untilText } from "../testing/until";
import type { Room } from "./types";

const isSaved = ({ unsavedChanges }: { readonly unsavedChanges: number }): boolean => unsavedChanges === 0;

function code(room: Room, language = "python"): Y.Text {
  return room.document(language).getText("code");
}

describe.skipIf(!hasProgram)("the shared document at the real gateway", { timeout: 3 * PATIENCE }, () => {
  const place = new Place();

  it("begins with the problem's own code, once", async () => {
    const { ada, sessionId, hers, his } = await place.interview();
    const { session } = await ada.clients.sessions.getSession({ sessionId });
    const starter = session?.problem?.starterCode["python"];
    expect(starter).toBeTruthy();
    for (const room of [hers, his]) expect(code(room).toString()).toBe(starter);
  });

  it("is one text of what two people type at the same time", async () => {
    const { hers, his } = await place.interview();
    for (let at = 0; at < 40; at += 1) {
      code(hers).insert(0, "a😀");
      code(his).insert(code(his).length, "b");
    }
    const isWhole = (text: string): boolean => text.includes("a😀".repeat(40)) && text.includes("b".repeat(40));
    const [left, right] = await Promise.all([hers, his].map((room) => untilText(room, "python", isWhole)));
    expect(left).toBe(right);
    await until(hers, isSaved);
  });

  it("takes a plain client's whole text as the smallest change", async () => {
    const { ben, roomId, hers } = await place.interview();
    hers.replaceCode("python", "first\nsecond\nthird\n");
    await until(hers, isSaved);
    const value = { language: "python", code: "first\nSECOND\nthird\n" };
    await ben.clients.chat.send({ roomId, clientEventId: "plain-1", body: { case: "codeChange", value } });
    await untilText(hers, "python", (text) => text === "first\nSECOND\nthird\n");
    const { code: plain } = await ben.clients.chat.getCode({ roomId, language: "python" });
    expect(plain).toBe("first\nSECOND\nthird\n");
  });

  it("keeps what was typed while the server was away, over a reload too", async () => {
    const { ada, roomId, hers, his } = await place.interview();
    hers.replaceCode("python", "x = 1\n");
    await untilText(his, "python", (text) => text === "x = 1\n");
    await place.stack.kill();
    await until(hers, (now) => now.connection.kind === "reconnecting");
    for (const letter of "# offline\n") code(hers).insert(code(hers).length, letter);
    code(his).insert(0, "# his\n");
    expect((await until(hers, (now) => now.unsavedChanges === 10)).unsavedChanges).toBe(10);
    hers.stop();
    await place.stack.run();
    const again = await ada.enter(roomId);
    const expected = "# his\nx = 1\n# offline\n";
    for (const room of [again, his]) await untilText(room, "python", (text) => text === expected);
    await until(again, isSaved);
  });

  it("loses no character of what two people type while lines break and the server is killed", async () => {
    const { ada, ben, roomId, hers, his } = await place.interview();
    hers.replaceCode("python", "");
    await until(hers, isSaved);
    // Each letter is typed once, anywhere.
    const letters = Array.from({ length: 400 }, (_, at) => String.fromCharCode(0x4e00 + at));
    for (const [at, letter] of letters.entries()) {
      const text = code(at % 2 === 0 ? hers : his);
      text.insert((at * 7_919) % (text.length + 1), letter);
      if (at % 50 === 25) (at % 100 === 25 ? ada : ben).network.sign("offline");
      if (at === 130) await place.stack.kill();
      if (at === 210) await place.stack.run();
      await new Promise(setImmediate);
    }
    const isWhole = (text: string): boolean => text.length === letters.length;
    const [left, right] = await Promise.all([hers, his].map((room) => untilText(room, "python", isWhole)));
    expect([...(left ?? "")].sort()).toEqual(letters);
    expect(right).toBe(left);
    await Promise.all([hers, his].map((room) => until(room, isSaved)));
    expect((await ada.clients.chat.getCode({ roomId, language: "python" })).code).toBe(left);
    expect(hers.snapshot().lostChanges ?? his.snapshot().lostChanges).toBeNull();
  });

  it("puts what the server refuses on top of its document anew, as text", async () => {
    const { hers, his } = await place.interview();
    hers.replaceCode("python", "one\n");
    await untilText(his, "python", (text) => text === "one\n");
    const replaced = new Promise((resolve) => hers.onDocumentReplaced(resolve));
    code(hers).insert(4, "two\r\n");
    expect(await replaced).toBe("python");
    await untilText(his, "python", (text) => text === "one\ntwo\n");
    const { lostChanges } = await until(hers, isSaved);
    expect(lostChanges).toBeNull();
    code(his).insert(0, "zero\n");
    await untilText(hers, "python", (text) => text === "zero\none\ntwo\n");
  });

  it("gives up a text that is too large, and keeps it for its author to copy", async () => {
    const { hers, his } = await place.interview();
    hers.replaceCode("python", "small\n");
    await untilText(his, "python", (text) => text === "small\n");
    code(hers).insert(0, "x".repeat(300_000));
    const { lostChanges } = await until(hers, (now) => now.lostChanges !== null);
    expect(lostChanges?.text).toHaveLength(300_006);
    expect(code(hers).toString()).toBe("small\n");
    hers.dismissLostChanges();
    await until(hers, (now) => now.lostChanges === null && isSaved(now));
  });

  it("begins anew for another guest, who sees nothing of before", async () => {
    const { ben, sessionId, roomId, hers } = await place.interview();
    code(hers).insert(0, "# secret of the first interview\n");
    await until(hers, isSaved);
    const { generation } = hers.snapshot();
    await ben.clients.sessions.leaveSession({ sessionId });
    await until(hers, (now) => now.people.length === 1);
    const cyd = await place.person("cyd");
    await cyd.join(sessionId);
    const theirs = await cyd.enter(roomId);
    await until(hers, (now) => now.generation > generation);
    const text = await untilText(hers, "python", (now) => now !== "" && !now.includes("secret"));
    expect(code(theirs).toString()).toBe(text);
    code(theirs).insert(0, "# new\n");
    await untilText(hers, "python", (now) => now.startsWith("# new\n"));
  });

  it("tells where the other's cursor is, in the document itself", async () => {
    const { hers, his } = await place.interview();
    his.replaceCode("python", "print(1)\n");
    await untilText(hers, "python", (text) => text === "print(1)\n");
    const at = (index: number): Uint8Array => Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(code(his), index));
    his.setCursor("python", at(3), at(5));
    const { cursors } = await until(hers, (now) => now.cursors.length === 1);
    const [anchor, head] = [cursors[0]?.anchor, cursors[0]?.head].map((bytes) =>
      Y.createAbsolutePositionFromRelativePosition(Y.decodeRelativePosition(bytes ?? new Uint8Array()), hers.document("python")),
    );
    expect([anchor?.index, head?.index, cursors[0]?.name]).toEqual([3, 5, "BEN"]);
  });
});
