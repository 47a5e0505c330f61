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

/** Half a character: with this flag whole ones do not match. */
const HALF = /\p{Surrogate}/u;

/** The same numbers on every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test("whatever two texts are, a splice makes one into the other and cuts no character in two", () => {
  const random = numbers(7);
  // The halves of these are shared: 😀 and 😁 begin alike, 😀 and 🨀 end alike.
  const letters = ["a", "b", "\n", "😀", "😁", "🨀"];
  const text = (): string => Array.from({ length: random(8) }, () => letters[random(letters.length)]).join("");
  for (let round = 0; round < 50_000; round += 1) {
    const [before, after] = [text(), text()];
    const splice = spliceBetween(before, after);
    const parts = [before.slice(0, splice.from), splice.insert, before.slice(splice.to)];
    if (parts.join("") !== after || parts.some((part) => HALF.test(part))) expect.fail(JSON.stringify({ before, after, splice }));
  }
});

test("a splice touches only what differs", () => {
  expect(spliceBetween("let a = 1;", "let b = 1;")).toEqual({ from: 4, to: 5, insert: "b" });
  expect(spliceBetween("one two three", "one 2 three")).toEqual({ from: 4, to: 7, insert: "2" });
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
