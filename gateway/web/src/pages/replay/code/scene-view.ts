import { Compartment, EditorState, type Extension, type StateEffect } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import { grammarOf } from "../../session/editor/languages";
import { spliceBetween } from "../../../room/splice";
import { styleWithoutElements } from "../../session/editor/styles";
import { theme } from "../../session/editor/theme";
import type { Scene } from "../core/timeline";
import { hands as drawnHands, setHands, type ShownHands } from "./hands";
import { parseBriefly } from "./parse-briefly";

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
  /** Set once a first picture is coloured, which may take its time. */
  #parseAsUsual: (() => void) | undefined;
  #destroyed = false;

  /** Puts the editor into `parent`, empty. */
  constructor(parent: HTMLElement) {
    styleWithoutElements();
    // Without any selection in the page CodeMirror looks for one at every change, and that costs a layout.
    if (getSelection()?.rangeCount === 0) getSelection()?.collapse(document.body, 0);
    this.#view = new EditorView({ parent, state: this.#state("") });
  }

  /**
   * Shows a scene and whose hands are on it, and scrolls as little as it takes to see the place `revealed`.
   * Only what differs is changed, so that scrolling stays where nothing is revealed.
   */
  show({ stage: { generation, language }, track, count }: Scene, hands: ShownHands, revealed?: number): void {
    const stage = `${generation}/${language}`;
    const shown = JSON.stringify([stage, count, hands, revealed]);
    // Most pictures of a replay that plays are like the one before.
    if (shown === this.#shown) return;
    this.#shown = shown;
    const text = track.textAfter(count);
    if (stage !== this.#stage) {
      this.#stage = stage;
      this.#view.setState(this.#state(text));
      void this.#load(language);
    }
    this.#change(text, setHands.of(hands), revealed === undefined ? undefined : Math.min(revealed, text.length));
  }

  /** Takes the editor away. */
  destroy(): void {
    this.#destroyed = true;
    this.#view.destroy();
    this.#parseAsUsual?.();
  }

  #change(text: string, hands: StateEffect<ShownHands>, revealed: number | undefined): void {
    const before = this.#view.state.doc;
    const changes = spliceBetween(before.toString(), text);
    const scroll = revealed === undefined ? [] : [EditorView.scrollIntoView(revealed, { y: "nearest", yMargin: SCROLL_MARGIN })];
    // One transaction is drawn once; but a target beyond the end of the text before it, CodeMirror 6 moves to that end.
    const together = revealed === undefined || revealed <= before.length;
    this.#view.dispatch({ changes, effects: together ? [hands, ...scroll] : hands });
    if (!together) this.#view.dispatch({ effects: scroll });
  }

  #state(text: string): EditorState {
    return EditorState.create({ doc: text, extensions: [this.#grammar.of([]), frame] });
  }

  async #load(language: string): Promise<void> {
    this.#language = language;
    const grammar = await grammarOf(language).load().catch(() => []);
    // Meanwhile another language may be shown, or none.
    if (this.#language !== language || this.#destroyed) return;
    this.#view.dispatch({ effects: this.#grammar.reconfigure(grammar) });
    this.#parseAsUsual ??= parseBriefly();
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
