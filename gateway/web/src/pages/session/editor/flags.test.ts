import { EditorState, StateField } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { afterEach, expect, test, vi } from "vitest";
import { type Flag, flagLayer } from "./flags";

afterEach(() => vi.restoreAllMocks());

const BEN: Flag = { id: "ben", at: 0, name: "Ben", seat: 1, folded: false, caret: true };

/** A state with a flag, in a field of its own. */
function stateWithFlag(): EditorState {
  const field = StateField.define<readonly Flag[]>({ create: () => [BEN], update: (before) => before });
  return EditorState.create({ doc: "code", extensions: [field, flagLayer("flags", field, (flags) => flags)] });
}

test("an editor that is given another state in between draws no flag of the last one, and complains of nothing", async () => {
  const complaints = vi.spyOn(console, "error");
  const view = new EditorView({ state: stateWithFlag(), parent: document.body });
  view.dispatch({ changes: { from: 0, insert: "more " } });
  view.setState(stateWithFlag());
  await new Promise((done) => requestAnimationFrame(done));
  await new Promise((done) => requestAnimationFrame(done));
  expect(complaints).not.toHaveBeenCalled();
  view.destroy();
});
