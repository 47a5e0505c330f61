import { pythonLanguage } from "@codemirror/lang-python";
import { syntaxTree, syntaxTreeAvailable } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { parseBriefly } from "./parse-briefly";

const CODE = "call(1, [2, 3])\n".repeat(20);
/** More than any of this takes. */
const MOST_GOES = 1_000;

/** A computer that takes a millisecond for each look at the clock. */
beforeEach(() => {
  let now = 0;
  const look = () => (now += 1);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "requestIdleCallback", "cancelIdleCallback"] });
  vi.spyOn(Date, "now").mockImplementation(look);
  vi.spyOn(performance, "now").mockImplementation(look);
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** How much of a text is parsed in the change that brings it. */
function parsedInChange(): number {
  const { state } = EditorState.create({ extensions: pythonLanguage }).update({ changes: { from: 0, insert: CODE } });
  return syntaxTree(state).length;
}

/** In how many goes a text is parsed that an editor shows. */
function goesToParse(): number {
  const view = new EditorView({ doc: CODE, extensions: pythonLanguage });
  let goes = 0;
  for (; goes < MOST_GOES && !syntaxTreeAvailable(view.state, CODE.length); goes += 1) vi.advanceTimersToNextTimer();
  view.destroy();
  return goes;
}

test.each([
  ["a change", () => 1 / parsedInChange()],
  ["what is shown", goesToParse],
])("%s is parsed for less long at a time, and as ever once that is over", (_, slowness) => {
  const usual = slowness();
  const end = parseBriefly();
  const brief = slowness();
  end();
  expect(brief).toBeGreaterThan(2 * usual);
  expect(slowness()).toBe(usual);
});
