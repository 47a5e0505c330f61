import { describe, expect, it } from "vitest";
import { anySplice, plainly, random } from "./random.testing";
import type { Splice } from "./splice";
import { TextTrack } from "./text-track";

describe("a text's track", () => {
  it("has after any number of edits the text that plain strings have", () => {
    for (let seed = 1; seed <= 2; seed += 1) {
      const next = random(seed);
      const track = new TextTrack("def merge():\n");
      const texts = ["def merge():\n"];
      for (let index = 0; index < 1300; index += 1) {
        let text = texts[index] ?? "";
        const splices: Splice[] = [];
        for (let left = Math.ceil(next() * 3); left > 0; left -= 1) {
          const splice = anySplice(next, text.length);
          splices.push(splice);
          text = plainly(text, splice);
        }
        texts.push(text);
        expect(track.add({ t: index, userId: "ada", splices })).toBe(true);
      }
      const counts = [0, 1, 511, 512, 513, 1023, 1024, 1025, 1299, 1300];
      for (let tries = 0; tries < 30; tries += 1) counts.push(Math.floor(next() * 1301));
      for (const count of counts) expect(track.textAfter(count) === texts[count]).toBe(true);
    }
  });

  it("makes an edit whole or not at all", () => {
    const track = new TextTrack("abc");
    const fits = { position: 0, deleted: 1, inserted: "" };
    const beyond = { position: 2, deleted: 1, inserted: "x" };

    expect(track.add({ t: 0, userId: "ada", splices: [fits, beyond] })).toBe(false);
    expect(track.add({ t: 0, userId: "ada", splices: [{ position: 4, deleted: 0, inserted: "x" }] })).toBe(false);
    expect(track.add({ t: 1, userId: "ada", splices: [{ position: 3, deleted: 0, inserted: "d" }] })).toBe(true);

    expect(track.edits).toHaveLength(1);
    expect(track.textAfter(0)).toBe("abc");
    expect(track.textAfter(1)).toBe("abcd");
  });
});
