import { Compartment, EditorState, type Extension } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import { grammarOf } from "../../session/editor/languages";
import { spliceBetween } from "../../session/editor/splice";
import { styleWithoutElements } from "../../session/editor/styles";
import { theme } from "../../session/editor/theme";
import type { Scene } from "../core/timeline";
import { hands as drawnHands, setHands, type ShownHands } from "./hands";

/** Columns a tab character takes: the token `--code-tab`. */
const TAB_COLUMNS = 4;
/** Pixels that stay between a followed caret and the edge. */
const SCROLL_MARGIN = 66;

/** The editor of a replay: it shows, and nobody types. */
export class SceneView {
  readonly #view: EditorView;
  readonly #grammar = new Compartment();
  #stage = "";
  /** All that was shown last, to be compared. */
  #shown = "";
  #language = "";
  #destroyed = false;

  /** Puts the editor into `parent`, empty. */
  constructor(parent: HTMLElement) {
    styleWithoutElements();
    this.#view = new EditorView({ parent, state: this.#state("") });
  }

  /** Shows a scene and whose hands are on it. Only what differs is changed, so that scrolling stays. */
  show({ stage: { generation, language }, track, count }: Scene, hands: ShownHands): void {
    const stage = `${generation}/${language}`;
    const shown = JSON.stringify([stage, count, hands]);
    // Most pictures of a replay that plays are like the one before.
    if (shown === this.#shown) return;
    this.#shown = shown;
    if (stage !== this.#stage) {
      this.#stage = stage;
      this.#view.setState(this.#state(track.textAfter(count)));
      void this.#load(language);
    }
    const changes = spliceBetween(this.#view.state.doc.toString(), track.textAfter(count));
    this.#view.dispatch({ changes, effects: setHands.of(hands) });
  }

  /** Scrolls as little as it takes to see a place of the text. */
  reveal(place: number): void {
    const at = Math.min(place, this.#view.state.doc.length);
    this.#view.dispatch({ effects: EditorView.scrollIntoView(at, { y: "nearest", yMargin: SCROLL_MARGIN }) });
  }

  /** Takes the editor away. */
  destroy(): void {
    this.#destroyed = true;
    this.#view.destroy();
  }

  #state(text: string): EditorState {
    return EditorState.create({ doc: text, extensions: [this.#grammar.of([]), frame] });
  }

  async #load(language: string): Promise<void> {
    this.#language = language;
    const grammar = await grammarOf(language).load().catch(() => []);
    // Meanwhile another language may be shown, or none.
    if (this.#language === language && !this.#destroyed) this.#view.dispatch({ effects: this.#grammar.reconfigure(grammar) });
  }
}

const frame: Extension = [
  EditorState.readOnly.of(true),
  EditorView.editable.of(false),
  // Focusable, so that the keyboard can scroll it.
  EditorView.contentAttributes.of({ tabindex: "0", "aria-label": "Code", "aria-readonly": "true" }),
  EditorState.tabSize.of(TAB_COLUMNS),
  lineNumbers(),
  drawnHands,
  theme,
];
