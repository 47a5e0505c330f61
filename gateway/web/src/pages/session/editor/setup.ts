import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  dropCursor,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder,
} from "@codemirror/view";
import { yCollab, yUndoManagerKeymap } from "y-codemirror.next";
import * as Y from "yjs";
import { grammarOf } from "./languages";
import { searching } from "./search";
import { theme } from "./theme";

/** Columns a tab character takes: the token `--code-tab`. */
const TAB_COLUMNS = 4;

/** What an editor is made for. */
export interface Purpose {
  readonly text: Y.Text;
  /** The language's id on the wire. */
  readonly language: string;
  /** Says that nothing can be typed any more. */
  readonly readOnly: boolean;
  /** What it is called for who cannot see it. */
  readonly label: string;
  /** The id of the element that tells how to leave it. */
  readonly describedBy: string;
  /** What the room adds: cursors, stripes, the status. They see `text` already changed. */
  readonly additions: Extension;
}

const grammar = new Compartment();
const lock = new Compartment();

/** What can be undone outlives a switch to another language and back. */
const undoManagers = new WeakMap<Y.Text, Y.UndoManager>();

function undoOf(text: Y.Text): Y.UndoManager {
  const known = undoManagers.get(text);
  if (known) return known;
  const made = new Y.UndoManager(text);
  undoManagers.set(text, made);
  return made;
}

/** A fresh editor state on the text as it is. */
export function stateFor(purpose: Purpose): EditorState {
  const { text, language, label, describedBy, readOnly, additions } = purpose;
  return EditorState.create({
    doc: text.toString(),
    extensions: [
      lock.of(locked(readOnly)),
      grammar.of([]),
      indentUnit.of(grammarOf(language).indent),
      EditorState.tabSize.of(TAB_COLUMNS),
      EditorView.contentAttributes.of({
        "aria-label": label,
        "aria-describedby": describedBy,
        autocapitalize: "off",
        // It can be reached by Tab anyway; who checks a page by its attributes learns it from this one.
        tabindex: "0",
        spellcheck: "false",
      }),
      typing,
      // Undo is Yjs's, which takes back one's own changes alone.
      yCollab(text, null, { undoManager: undoOf(text) }),
      additions,
      theme,
    ],
  });
}

const typing: Extension = [
  lineNumbers(),
  highlightActiveLineGutter(),
  highlightActiveLine(),
  highlightSpecialChars(),
  drawSelection(),
  dropCursor(),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  searching(),
  keymap.of([
    ...closeBracketsKeymap,
    // `Ctrl /` goes to the chat.
    ...defaultKeymap.filter(({ key }) => key !== "Mod-/"),
    ...yUndoManagerKeymap,
    indentWithTab,
  ]),
];

function locked(readOnly: boolean): Extension {
  if (!readOnly) return placeholder("Type here. Both of you see it at once.");
  // Still focusable: what is read only can be selected and copied.
  return [EditorState.readOnly.of(true), EditorView.contentAttributes.of({ "aria-readonly": "true" })];
}

/** Locks or unlocks an editor. The server refuses changes as well. */
export function setReadOnly(view: EditorView, readOnly: boolean): void {
  if (view.state.readOnly !== readOnly) view.dispatch({ effects: lock.reconfigure(locked(readOnly)) });
}

/** Colours and indents by the language's grammar as soon as it is here. */
export async function loadGrammar(view: EditorView, language: string, isCurrent: () => boolean): Promise<void> {
  try {
    const extension = await grammarOf(language).load();
    if (isCurrent()) view.dispatch({ effects: grammar.reconfigure(extension) });
  } catch {
    // Without a network it cannot be fetched: the text stays plain, and can be typed.
  }
}
