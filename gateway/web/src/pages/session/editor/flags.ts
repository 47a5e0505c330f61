import type { Extension, Line, StateField, Text } from "@codemirror/state";
import { type EditorView, layer, type LayerMarker } from "@codemirror/view";
import type { Peer } from "../../../look/mark";

/** A caret with a name on it, or the name alone. */
export interface Flag {
  /** Who: the same element moves as long as this stays. */
  readonly id: string;
  /** The place in the text. */
  readonly at: number;
  readonly name: string;
  readonly seat: Peer;
  /** Shows the shape alone. */
  readonly folded: boolean;
  /** Draws the line of the caret, too. */
  readonly caret: boolean;
}

/** Where a flag stands, relative to the text it is drawn on. */
interface Stand {
  readonly left: number;
  readonly top: number;
  readonly height: number;
  /** Below the line: there is no room above the first one. */
  readonly low: boolean;
  /** Beside the caret, at the end of its line: above it there is code, which it would hide. */
  readonly beside: boolean;
  /** To the left: the right edge is near. */
  readonly flip: boolean;
}

/** Room that a flag needs on its right, in pixels: the longest name it shows and its shape. */
const FLAG_WIDTH = 112;

/**
 * Draws the flags that a field of the editor's state comes to above the text, where they neither take part in
 * its layout nor in its selection. An editor that was given another state asks once more for those of the last.
 */
export function flagLayer<T>(name: string, field: StateField<T>, flags: (value: T, view: EditorView) => readonly Flag[]): Extension {
  const shown = (view: EditorView): readonly Flag[] => {
    const value = view.state.field(field, false);
    return value === undefined ? [] : flags(value, view);
  };
  return layer({
    above: true,
    class: name,
    update: (update) => update.docChanged || update.transactions.length > 0 || update.geometryChanged,
    markers: (view) => shown(view).flatMap((flag) => {
      const stand = standOf(view, flag.at);
      return stand ? [new FlagMarker(flag, stand)] : [];
    }),
  });
}

function standOf(view: EditorView, at: number): Stand | null {
  const caret = view.coordsAtPos(at, 1);
  if (!caret) return null;
  const scroller = view.scrollDOM.getBoundingClientRect();
  const left = caret.left - scroller.left + view.scrollDOM.scrollLeft;
  const line = view.state.doc.lineAt(at);
  const flip = caret.left + FLAG_WIDTH > scroller.right;
  return {
    left,
    top: caret.top - scroller.top + view.scrollDOM.scrollTop - (view.defaultLineHeight - (caret.bottom - caret.top)) / 2,
    height: view.defaultLineHeight,
    low: line.from === 0,
    beside: !flip && at === line.to && hidesCode(view.state.doc, line),
    flip,
  };
}

/** Whether there is code above the end of a line. */
function hidesCode(doc: Text, line: Line): boolean {
  return line.number > 1 && doc.line(line.number - 1).text.trimEnd().length > line.length;
}

class FlagMarker implements LayerMarker {
  constructor(
    private readonly flag: Flag,
    private readonly stand: Stand,
  ) {}

  eq(other: LayerMarker): boolean {
    return (
      other instanceof FlagMarker &&
      JSON.stringify([other.flag, other.stand]) === JSON.stringify([this.flag, this.stand])
    );
  }

  draw(): HTMLElement {
    const caret = document.createElement("span");
    const flag = caret.appendChild(document.createElement("b"));
    flag.appendChild(document.createElement("span"));
    this.dress(caret, false);
    return caret;
  }

  update(caret: HTMLElement, before: LayerMarker): boolean {
    if (!(before instanceof FlagMarker) || before.flag.id !== this.flag.id) return false;
    this.dress(caret, before.stand.top === this.stand.top);
    return true;
  }

  private dress(caret: HTMLElement, glides: boolean): void {
    const { flag, stand } = this;
    caret.className = `flag peer-${flag.seat}`;
    caret.classList.toggle("glides", glides);
    caret.classList.toggle("low", stand.low);
    caret.classList.toggle("beside", stand.beside);
    caret.classList.toggle("flip", stand.flip);
    caret.classList.toggle("folded", flag.folded);
    caret.classList.toggle("bare", !flag.caret);
    caret.style.height = `${stand.height}px`;
    caret.style.transform = `translate(${stand.left}px, ${stand.top}px)`;
    const label = caret.querySelector("span");
    if (label && label.textContent !== flag.name) label.textContent = flag.name;
  }
}
