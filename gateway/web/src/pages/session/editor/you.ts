import { type Extension, StateEffect, StateField } from "@codemirror/state";
import { type EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { flagLayer } from "./flags";
import type { Peer } from "../../../look/mark";

/** How long the own flag is seen after focus or a jump. */
const SHOWN_MS = 1_500;

/** A move across more lines than this is a jump, after which one looks for the caret. */
const NEAR_LINES = 1;

const show = StateEffect.define<boolean>();

/** Says "You" at the own caret for a moment, after focus and after a jump. */
export function you(seat: Peer): Extension {
  const shown = StateField.define<boolean>({
    create: () => false,
    update: (before, transaction) =>
      transaction.effects.reduce((value, effect) => (effect.is(show) ? effect.value : value), before),
  });
  const layer = flagLayer("own-flag", shown, (isShown, { state }) => {
    if (!isShown) return [];
    return [{ id: "you", at: state.selection.main.head, name: "You", seat, folded: false, caret: false }];
  });
  return [shown, layer, ViewPlugin.define((view) => new Watch(view))];
}

function jumped({ docChanged, selectionSet, startState, state }: ViewUpdate): boolean {
  if (docChanged || !selectionSet) return false;
  const line = (at: number) => state.doc.lineAt(at).number;
  return Math.abs(line(state.selection.main.head) - line(startState.selection.main.head)) > NEAR_LINES;
}

class Watch {
  private timer: number | undefined;

  constructor(private readonly view: EditorView) {}

  update(update: ViewUpdate): void {
    const focused = update.focusChanged && update.view.hasFocus;
    if (focused || (update.view.hasFocus && jumped(update))) this.say();
  }

  destroy(): void {
    window.clearTimeout(this.timer);
  }

  private say(): void {
    window.clearTimeout(this.timer);
    // An update cannot start another: the flag comes right after it.
    this.timer = window.setTimeout(() => {
      this.view.dispatch({ effects: show.of(true) });
      this.timer = window.setTimeout(() => this.view.dispatch({ effects: show.of(false) }), SHOWN_MS);
    });
  }
}
