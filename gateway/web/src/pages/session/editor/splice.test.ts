import { expect, test } from "vitest";
import { caretAfter, spliceBetween } from "./splice";

function applied(before: string, after: string): string {
  const { from, to, insert } = spliceBetween(before, after);
  return before.slice(0, from) + insert + before.slice(to);
}

test("a splice turns one text into the other", () => {
  const texts = ["", "a", "aa", "aaa", "ab", "ba", "abcabc", "abc\nabc", "😀", "😁", "a😀b", "a😁b", "😀😀"];
  for (const before of texts) for (const after of texts) expect(applied(before, after)).toBe(after);
});

test("a splice touches only what differs", () => {
  expect(spliceBetween("let a = 1;", "let b = 1;")).toEqual({ from: 4, to: 5, insert: "b" });
  expect(spliceBetween("same", "same")).toEqual({ from: 4, to: 4, insert: "" });
});

test("a splice cuts no character in two", () => {
  expect(spliceBetween("x😀y", "x😁y")).toEqual({ from: 1, to: 3, insert: "😁" });
  const sameLowHalf = String.fromCodePoint(0x1fa00);
  expect(spliceBetween("x😀y", `x${sameLowHalf}y`)).toEqual({ from: 1, to: 3, insert: sameLowHalf });
});

test("a caret keeps its place among what stays", () => {
  const splice = { from: 4, to: 6, insert: "xyz" };
  expect([0, 4, 5, 6, 9].map((at) => caretAfter(at, splice))).toEqual([0, 4, 7, 7, 10]);
});
