import { describe, expect, it } from "vitest";
import { anySplice, plainly, random } from "./random.testing";
import { difference, moved } from "./splice";

describe("the difference of two texts", () => {
  it("makes the one into the other and is no longer than what was done", () => {
    const next = random(7);
    let text = "from typing import List\n";
    for (let index = 0; index < 2000; index += 1) {
      const splice = anySplice(next, Math.min(text.length, 500));
      const after = plainly(text, splice).slice(0, 2000);
      const found = difference(text, after);
      expect(found === null ? text : plainly(text, found)).toBe(after);
      expect(found === null).toBe(text === after);
      text = after;
    }
  });

  it("is only what was typed", () => {
    expect(difference("aab", "aaab")).toEqual({ position: 2, deleted: 0, inserted: "a" });
    expect(difference("abc", "ac")).toEqual({ position: 1, deleted: 1, inserted: "" });
  });
});

describe("a place in a text", () => {
  const splice = { position: 4, deleted: 3, inserted: "ab" };

  it("stays before a splice, follows behind it, and survives being deleted", () => {
    expect(moved(3, splice)).toBe(3);
    expect(moved(10, splice)).toBe(9);
    expect(moved(5, splice)).toBe(6);
    expect(moved(7, splice)).toBe(6);
  });
});
