import { expect, test } from "vitest";
import type { Item } from "./item";
import { badgeOf, newestSeq, unreadOf } from "./unread";

function said(seq: number | null, userId: string): Item {
  const key = `e${seq}`;
  return { kind: "message", key, seq: seq === null ? null : BigInt(seq), at: 0, userId, name: "", text: "", state: "sent" };
}

const joined: Item = { kind: "joined", key: "e3", seq: 3n, at: 0, userId: "ben", name: "Ben" };

test("what others said beyond the last seen is unread, from the first of it on", () => {
  expect(unreadOf([said(1, "ben"), said(2, "ben"), said(4, "ben")], 1n, "ada")).toEqual({ count: 2, first: "e2" });
});

test("own messages and happenings are never unread", () => {
  expect(unreadOf([said(2, "ada"), joined, said(null, "ada")], 0n, "ada")).toEqual({ count: 0, first: null });
});

test("reading to the end reads everything that is stored", () => {
  const items = [said(1, "ben"), joined, said(null, "ada")];
  expect(newestSeq(items)).toBe(3n);
  expect(unreadOf(items, newestSeq(items), "ada").count).toBe(0);
});

test("a badge has room for two digits", () => {
  expect([badgeOf(99), badgeOf(100)]).toEqual(["99", "99+"]);
});
