// @vitest-environment node
import { Code } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { problemOf } from "../rpc/problem";
import { Place } from "../testing/interview";
import { PATIENCE } from "../testing/patience";
import { hasProgram } from "../testing/stack";
import { isIn, talk, until, untilText } from "../testing/until";

describe.skipIf(!hasProgram)("a room at the real gateway", { timeout: 3 * PATIENCE }, () => {
  const place = new Place();

  it("carries messages both ways, once each, in one order", async () => {
    const { hers, his } = await place.interview();
    hers.sendMessage("How would you begin?");
    await until(his, (now) => talk(now).length === 1);
    his.sendMessage("With a hash map.");
    his.sendMessage("Or by sorting.");
    for (const room of [hers, his]) {
      const { rows } = await until(room, (now) => talk(now).length === 3 && now.rows.every(({ seq }) => seq !== null));
      expect(talk(room.snapshot())).toEqual(["ada: How would you begin?", "ben: With a hash map.", "ben: Or by sorting."]);
      expect(rows.map(({ seq }) => seq)).toEqual(rows.map(({ seq }) => seq).toSorted((a, b) => (a ?? 0) - (b ?? 0)));
    }
  });

  it("tells who is here, who types, where cursors are and what happened", async () => {
    const { hers, his } = await place.interview();
    const { people, rows } = await until(hers, (now) => now.people.every(({ isPresent }) => isPresent) && now.people.length === 2);
    expect(people.map(({ userId, name, isMe }) => [userId, name, isMe])).toEqual([["ada", "ADA", true], ["ben", "BEN", false]]);
    expect(rows.map((row) => row.kind === "system" && [row.userId, row.event.kind])).toEqual([["ada", "started"], ["ben", "joined"]]);
    his.setTyping(true);
    expect((await until(hers, ({ typists }) => typists.length > 0)).typists).toEqual([{ userId: "ben", name: "BEN" }]);
    his.sendMessage("There.");
    await until(hers, (now) => now.typists.length === 0 && now.unread === 1);
    const { hers: room } = { hers };
    room.markRead(room.snapshot().rows.at(-1)?.seq ?? 0);
    await until(hers, ({ unread }) => unread === 0);
  });

  it("shows another language to both, and each keeps its text", async () => {
    const { hers, his } = await place.interview();
    expect(his.snapshot().language).toBe("python");
    hers.replaceCode("python", "pass\n");
    await his.switchLanguage("go");
    const { rows } = await until(hers, ({ language }) => language === "go");
    expect(rows.at(-1)).toMatchObject({ userId: "ben", event: { kind: "switched", language: "go" } });
    hers.replaceCode("go", "package main\n");
    await untilText(his, "go", (text) => text === "package main\n");
    await untilText(his, "python", (text) => text === "pass\n");
    await hers.switchLanguage("python");
    await until(his, ({ language }) => language === "python");
    const problem = await hers.switchLanguage("No Language").then(() => null, problemOf);
    expect(problem).toMatchObject({ code: Code.InvalidArgument });
  });

  it("refuses a stranger, and says that it ended or that one was taken out", async () => {
    const { ada, ben, sessionId, roomId, hers, his } = await place.interview();
    const eve = await place.person("eve");
    const { connection } = await until(eve.open(roomId), (now) => now.connection.kind === "refused");
    expect(connection).toMatchObject({ problem: { code: Code.PermissionDenied, reason: "NOT_ALLOWED" } });
    await ben.clients.sessions.leaveSession({ sessionId });
    await until(his, (now) => now.connection.kind === "removed");
    expect((await until(hers, (now) => now.people.length === 1)).rows.at(-1)).toMatchObject({ userId: "ben", event: { kind: "left" } });
    await ada.clients.sessions.endSession({ sessionId });
    expect((await until(hers, (now) => now.connection.kind === "ended")).rows.at(-1)).toMatchObject({ event: { kind: "ended" } });
  });

  it("comes back by itself when the server does, and what was said meanwhile arrives once", async () => {
    const { hers, his } = await place.interview();
    hers.sendMessage("one");
    await until(his, (now) => talk(now).length === 1);
    await place.stack.kill();
    await until(hers, (now) => now.connection.kind === "reconnecting");
    hers.sendMessage("two");
    hers.sendMessage("three");
    await place.stack.run();
    for (const room of [hers, his]) await until(room, (now) => isIn(now) && talk(now).length === 3);
    expect(talk(his.snapshot())).toEqual(["ada: one", "ada: two", "ada: three"]);
    await until(hers, ({ connection, rows }) => connection.kind === "live" && connection.resumed && rows.every(({ seq }) => seq !== null));
  });

  it("comes back at once when the browser says that the network went and came", async () => {
    const { ada, hers, his } = await place.interview();
    ada.network.sign("offline");
    his.sendMessage("Still there?");
    await until(hers, (now) => now.connection.kind === "live" && now.connection.resumed && talk(now).length === 1);
  });

  it("sends after a reload what the tab had not sent before it", async () => {
    const { ada, roomId, hers, his } = await place.interview();
    await place.stack.kill();
    hers.sendMessage("Not lost.");
    hers.setDraft("half a thou");
    hers.stop();
    await place.stack.run();
    const again = await ada.enter(roomId);
    expect(again.draft).toBe("half a thou");
    await until(again, (now) => talk(now).length === 1 && now.rows.every(({ seq }) => seq !== null));
    expect(talk(await until(his, (now) => talk(now).length === 1))).toEqual(["ada: Not lost."]);
  });
});
