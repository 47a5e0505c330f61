import { expect, test } from "vitest";
import type { Item, MessageItem } from "./item";
import { dayWords, GROUP_MS, rowsOf } from "./rows";

const NOON = new Date(2026, 10, 23, 12).getTime();

function said(seq: number, userId: string, at: number): MessageItem {
  return { kind: "message", key: `e${seq}`, seq: BigInt(seq), at, userId, name: userId, text: `${seq}`, state: "sent" };
}

function shape(items: readonly Item[], firstNew: string | null = null): string[] {
  return rowsOf(items, firstNew).map((row) => {
    if (row.kind === "group") return `${row.userId} ${row.messages.map(({ text }) => text).join("+")}`;
    return row.kind === "happening" ? row.item.kind : row.kind;
  });
}

test("messages of one person within five minutes of the first share a header", () => {
  const items = [said(1, "ben", NOON), said(2, "ben", NOON + GROUP_MS - 1), said(3, "ben", NOON + GROUP_MS)];
  expect(shape(items)).toEqual(["day", "ben 1+2", "ben 3"]);
});

test("another person and a happening begin a new group", () => {
  const joined: Item = { kind: "joined", key: "e3", seq: 3n, at: NOON, userId: "ada", name: "Ada" };
  const items = [said(1, "ben", NOON), said(2, "ada", NOON), joined, said(4, "ada", NOON)];
  expect(shape(items)).toEqual(["day", "ben 1", "ada 2", "joined", "ada 4"]);
});

test("a new day has a line of its own, in local time", () => {
  const midnight = new Date(2026, 10, 24).getTime();
  expect(shape([said(1, "ben", midnight - 1), said(2, "ben", midnight)])).toEqual(["day", "ben 1", "day", "ben 2"]);
});

test("the line New stands before the first unread message and splits its group", () => {
  expect(shape([said(1, "ben", NOON), said(2, "ben", NOON)], "e2")).toEqual(["day", "ben 1", "new", "ben 2"]);
});

test("days are said as people say them", () => {
  const day = 24 * 60 * 60_000;
  expect(dayWords(NOON, NOON + 1, "en-GB")).toBe("Today");
  expect(dayWords(NOON - day, NOON, "en-GB")).toBe("Yesterday");
  expect(dayWords(NOON - 3 * day, NOON, "en-GB")).toBe("Friday 20 November");
});
