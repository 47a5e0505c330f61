import { EditorState, Text } from "@codemirror/state";
import { expect, test } from "vitest";
import { type Hand, MAX_HANDS, withHands } from "./hands";

const doc = Text.of(["one", "two", "three", ""]);

test("every line of a change gets a stripe, once", () => {
  const hands = withHands([], doc, [[1, 5], [4, 6]], 1, 10);
  expect(hands).toEqual([{ at: 0, seat: 1, when: 10 }, { at: 4, seat: 1, when: 10 }]);
});

test("a whole line that is put in leaves the line below it alone", () => {
  expect(withHands([], doc, [[0, 4]], 1, 10)).toEqual([{ at: 0, seat: 1, when: 10 }]);
});

test("the newest hand on a line is the one that shows", () => {
  const before: Hand[] = [{ at: 0, seat: 0, when: 1 }, { at: 4, seat: 0, when: 2 }];
  expect(withHands(before, doc, [[5, 5]], 1, 10)).toEqual([{ at: 0, seat: 0, when: 1 }, { at: 4, seat: 1, when: 10 }]);
});

test("a paste of a whole file shows no more stripes than it may", () => {
  const long = EditorState.create({ doc: "x\n".repeat(5 * MAX_HANDS) }).doc;
  const full = withHands([], long, [[0, long.length]], 0, 1);
  expect(full).toHaveLength(MAX_HANDS);
  expect(withHands(full, long, [[long.length, long.length]], 0, 2)).toEqual([...full.slice(1), { at: long.length, seat: 0, when: 2 }]);
});
