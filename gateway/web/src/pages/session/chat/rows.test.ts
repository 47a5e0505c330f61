import { expect, test } from "vitest";
import type { MessageRow, Row, SystemRow } from "../../../room/types";
import { dayWords, GROUP_MS, linesOf } from "./rows";
import { badgeOf, firstUnread, newestSeq } from "./unread";

const NOON = new Date(2026, 10, 23, 12).getTime();

function said(seq: number | null, userId: string, at = NOON): MessageRow {
  const isOwn = userId === "ada";
  return { kind: "message", id: `e${seq}`, seq, at, userId, name: userId, text: `${seq}`, isOwn, state: "sent", problem: null };
}

function joined(seq: number): SystemRow {
  return { kind: "system", id: `e${seq}`, seq, at: NOON, userId: "ada", name: "Ada", event: { kind: "joined" } };
}

function shape(rows: readonly Row[], firstNew: string | null = null): string[] {
  return linesOf(rows, firstNew).map((line) => {
    if (line.kind === "group") return `${line.userId} ${line.messages.map(({ text }) => text).join("+")}`;
    return line.kind === "system" ? line.row.event.kind : line.kind;
  });
}

test("messages of one person within five minutes of the first share a header", () => {
  const rows = [said(1, "ben"), said(2, "ben", NOON + GROUP_MS - 1), said(3, "ben", NOON + GROUP_MS)];
  expect(shape(rows)).toEqual(["day", "ben 1+2", "ben 3"]);
});

test("another person and an event begin a new group", () => {
  const rows = [said(1, "ben"), said(2, "ada"), joined(3), said(4, "ada")];
  expect(shape(rows)).toEqual(["day", "ben 1", "ada 2", "joined", "ada 4"]);
});

test("a new day has a line of its own, in local time", () => {
  const midnight = new Date(2026, 10, 24).getTime();
  expect(shape([said(1, "ben", midnight - 1), said(2, "ben", midnight)])).toEqual(["day", "ben 1", "day", "ben 2"]);
});

test("the line New stands before the first unread message and splits its group", () => {
  expect(shape([said(1, "ben"), said(2, "ben")], "e2")).toEqual(["day", "ben 1", "new", "ben 2"]);
});

test("days are said as people say them", () => {
  const day = 24 * 60 * 60_000;
  expect(dayWords(NOON, NOON + 1, "en-GB")).toBe("Today");
  expect(dayWords(NOON - day, NOON, "en-GB")).toBe("Yesterday");
  expect(dayWords(NOON - 3 * day, NOON, "en-GB")).toBe("Friday 20 November");
});

test("unread is what others said beyond what was read; own messages and events are not", () => {
  const rows = [said(1, "ben"), said(2, "ada"), joined(3), said(4, "ben"), said(5, "ben"), said(null, "ada")];
  expect([0, 1, 4, 5].map((readSeq) => firstUnread(rows, readSeq))).toEqual(["e1", "e4", "e5", null]);
});

test("reading to the end reads everything that has a seq", () => {
  const rows = [said(1, "ben"), joined(3), said(null, "ada")];
  expect([newestSeq(rows), newestSeq([])]).toEqual([3, 0]);
  expect(firstUnread(rows, newestSeq(rows))).toBeNull();
});

test("a badge has room for two digits", () => {
  expect([badgeOf(99), badgeOf(100)]).toEqual(["99", "99+"]);
});
