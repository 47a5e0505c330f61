// @vitest-environment node
import { expect, it } from "vitest";
import * as Y from "yjs";
import { changeBetween, replaceText } from "./text-change";

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

it("makes one text into the other, by one change that cuts no character in two", () => {
  const random = numbers(7);
  // The halves of these are shared: 😀 and 😁 begin alike, 😀 and 🨀 end alike.
  const letters = ["a", "b", "\n", "😀", "😁", "🨀"];
  const text = (): string => Array.from({ length: random(8) }, () => letters[random(letters.length)]).join("");
  for (let round = 0; round < 50_000; round += 1) {
    const [before, after] = [text(), text()];
    const change = changeBetween(before, after) ?? { position: 0, deleted: 0, inserted: "" };
    const made = before.slice(0, change.position) + change.inserted + before.slice(change.position + change.deleted);
    const parts = [before.slice(0, change.position), change.inserted, before.slice(change.position + change.deleted)];
    if (made !== after || parts.some((part) => HALF.test(part))) expect.fail(JSON.stringify({ before, after, change }));
  }
});

it("is the smallest: what others type elsewhere is left alone", () => {
  expect(changeBetween("one two three", "one 2 three")).toEqual({ position: 4, deleted: 3, inserted: "2" });
  expect(changeBetween("same", "same")).toBeNull();
});

it("puts no carriage return into a shared text", () => {
  const text = new Y.Doc().getText("code");
  replaceText(text, "a\r\nb\rc");
  expect(text.toString()).toBe("a\nb\nc");
});
