import { type EditorState, type Extension, RangeSet, StateEffect, StateField, type Text } from "@codemirror/state";
import { Decoration, EditorView, gutter, GutterMarker, gutterLineClass } from "@codemirror/view";
import type { Peer } from "../../../look/mark";
import { type Flag, flagLayer } from "../../session/editor/flags";

/** Whose hands are where in the text, ready to be drawn. */
export interface ShownHands {
  /** A caret with a name for each person. */
  readonly flags: readonly Flag[];
  /** What was changed of late, oldest first. */
  readonly stripes: readonly FreshRange[];
  /** The place of the newest change: its line is the active one. */
  readonly active: number | undefined;
}

/** A range somebody changed of late. */
export interface FreshRange {
  readonly from: number;
  readonly to: number;
  readonly peer: Peer;
  /** From `FADE_STEPS`, new, to 1, about to go. */
  readonly freshness: number;
}

/** Steps in which a stripe fades: few, so that most pictures leave it as it is. */
export const FADE_STEPS = 8;
/** Lines that one change can mark: more than fit on a screen. */
const MOST_LINES = 128;

const NOBODY: ShownHands = { flags: [], stripes: [], active: undefined };

/** Replaces what is shown of the hands; its places are of the text after the transaction. */
export const setHands = StateEffect.define<ShownHands>();

const shownHands = StateField.define<ShownHands>({
  create: () => NOBODY,
  update: (before, { effects }) => effects.findLast((effect) => effect.is(setHands))?.value ?? before,
});

/** Draws the hands: carets with names, stripes in the gutter, the active line. */
export const hands: Extension = [
  shownHands,
  flagLayer("replay-carets", shownHands, ({ flags }) => flags),
  gutter({ class: "replay-hands", markers: ({ state }) => stripes(state.field(shownHands).stripes, state.doc) }),
  EditorView.decorations.compute([shownHands, "doc"], (state) => RangeSet.of(activeLines(state).map((at) => activeLine.range(at)))),
  gutterLineClass.compute([shownHands, "doc"], (state) => RangeSet.of(activeLines(state).map((at) => activeNumber.range(at)))),
];

const activeLine = Decoration.line({ class: "cm-activeLine" });
const activeNumber = new (class extends GutterMarker {
  override elementClass = "cm-activeLineGutter";
})();

/** Where the active line begins, if there is one. */
function activeLines(state: EditorState): number[] {
  const { active } = state.field(shownHands);
  return active === undefined ? [] : [state.doc.lineAt(clamp(active, state.doc)).from];
}

class Stripe extends GutterMarker {
  constructor(
    private readonly peer: Peer,
    private readonly freshness: number,
  ) {
    super();
  }

  override eq(other: GutterMarker): boolean {
    return other instanceof Stripe && other.peer === this.peer && other.freshness === this.freshness;
  }

  override toDOM(): HTMLElement {
    const stripe = document.createElement("i");
    stripe.className = `replay-hand peer-${this.peer}`;
    stripe.style.opacity = String(this.freshness / FADE_STEPS);
    return stripe;
  }
}

function stripes(ranges: readonly FreshRange[], doc: Text): RangeSet<GutterMarker> {
  const byLine = new Map<number, Stripe>();
  for (const { from, to, peer, freshness } of ranges) {
    const stripe = new Stripe(peer, freshness);
    const last = doc.lineAt(clamp(to, doc)).number;
    const first = Math.max(doc.lineAt(clamp(from, doc)).number, last - MOST_LINES);
    for (let number = first; number <= last; number += 1) byLine.set(doc.line(number).from, stripe);
  }
  const ordered = [...byLine].sort(([one], [other]) => one - other);
  return RangeSet.of(ordered.map(([at, stripe]) => stripe.range(at)));
}

function clamp(place: number, doc: Text): number {
  return Math.min(place, doc.length);
}
