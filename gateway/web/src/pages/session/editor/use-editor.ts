import { EditorSelection, type EditorState, Prec, type Text, type Transaction } from "@codemirror/state";
import { EditorView, type ViewUpdate } from "@codemirror/view";
import { type RefObject, useLayoutEffect, useRef } from "react";
import { ySyncAnnotation } from "y-codemirror.next";
import type * as Y from "yjs";
import { languageName } from "../../../look/language";
import type { Peer } from "../../../look/mark";
import { ELSEWHERE } from "../../../room/documents";
import { hands } from "./hands";
import { bytesOf, type PeerCursor, type PlacedPeer, peers, showPeers } from "./peers";
import { loadGrammar, setReadOnly, stateFor } from "./setup";
import { caretAfter, spliceBetween } from "../../../room/splice";
import { styleWithoutElements } from "./styles";
import { you } from "./you";

styleWithoutElements();

/** Where the own caret stands, counted from 1. */
export interface CaretPlace {
  readonly line: number;
  readonly column: number;
}

/** What an editor shows, and whom it tells. */
export interface EditorOptions {
  readonly doc: Y.Doc;
  readonly language: string;
  readonly readOnly: boolean;
  readonly self: Peer;
  readonly cursors: readonly PeerCursor[];
  /** The id of the element that tells how to leave the editor. */
  readonly describedBy: string;
  readonly onCaret: (place: CaretPlace) => void;
  /** The own selection, as it goes to the others. */
  readonly onSelection: (anchor: Uint8Array, head: Uint8Array) => void;
  readonly onPeers: (lines: ReadonlyMap<string, PeerPlace>) => void;
}

/** Where somebody else's cursor is. */
export interface PeerPlace {
  readonly line: number;
  readonly position: number;
}

/** An editor in `parent`, on the document of `options`; another document or language makes its state anew. */
export function useEditor(parent: RefObject<HTMLElement | null>, options: EditorOptions): RefObject<EditorView | null> {
  const view = useRef<EditorView | null>(null);
  const latest = useRef(options);
  const carets = useRef<Carets>(new Map());
  useLayoutEffect(() => {
    latest.current = options;
  });
  const { doc, language, readOnly, cursors } = options;

  // Before the paint: the room is not shown once without its code, and laid out once for both.
  useLayoutEffect(() => {
    if (!parent.current) return;
    return show(parent.current, view, latest, carets.current);
  }, [parent, doc, language]);

  useLayoutEffect(
    () => () => {
      view.current?.destroy();
      view.current = null;
    },
    [parent],
  );

  useLayoutEffect(() => {
    if (view.current) setReadOnly(view.current, readOnly);
  }, [doc, language, readOnly]);

  useLayoutEffect(() => {
    if (view.current) showPeers(view.current, cursors);
  }, [doc, language, cursors]);

  return view;
}

/** The text of each language as it was shown last, and the own selection in it. */
type Carets = Map<string, { readonly text: string; readonly anchor: number; readonly head: number }>;

/** Puts the document into the editor; the caret keeps its place among what stays. Answers how to stop. */
function show(parent: HTMLElement, shown: RefObject<EditorView | null>, latest: RefObject<EditorOptions>, carets: Carets): () => void {
  const { doc, language, readOnly, describedBy } = latest.current;
  const text = doc.getText("code");
  const origin = originOf(doc);
  const state = stateFor({
    text,
    language,
    readOnly,
    describedBy,
    label: `Shared code, ${languageName(language)}`,
    additions: [
      peers(text, (placed, now) => latest.current.onPeers(placesOf(now.doc, placed))),
      // Before the line numbers' padding, after the numbers.
      Prec.low(hands((transaction) => authorOf(transaction, origin.isOwn(), latest.current.self))),
      you(latest.current.self),
      EditorView.updateListener.of((update) => tell(update, text, latest.current)),
    ],
  });
  const before = carets.get(language) ?? { text: "", anchor: 0, head: 0 };
  const splice = spliceBetween(before.text, state.doc.toString());
  const selection = EditorSelection.single(caretAfter(before.anchor, splice), caretAfter(before.head, splice));
  const view = put(parent, shown, state.update({ selection }).state);
  let isCurrent = true;
  void loadGrammar(view, language, () => isCurrent);
  latest.current.onCaret(caretOf(view));
  return () => {
    const { anchor, head } = view.state.selection.main;
    carets.set(language, { text: view.state.doc.toString(), anchor, head });
    isCurrent = false;
    origin.stop();
  };
}

/** Shows a state in the editor that there is, or in a new one. */
function put(parent: HTMLElement, shown: RefObject<EditorView | null>, state: EditorState): EditorView {
  if (shown.current) shown.current.setState(state);
  else shown.current = new EditorView({ parent, state });
  return shown.current;
}

/** Tells whether the change of the document that is going on is one's own. */
function originOf(doc: Y.Doc): { isOwn: () => boolean; stop: () => void } {
  let isOwn = true;
  const note = ({ local, origin }: Y.Transaction) => {
    isOwn = local || origin === ELSEWHERE;
  };
  doc.on("beforeObserverCalls", note);
  return { isOwn: () => isOwn, stop: () => doc.off("beforeObserverCalls", note) };
}

/** Two people write in a room: what is not one's own is the other's. Undo is one's own and comes through the document. */
function authorOf(transaction: Transaction, comesFromSelf: boolean, self: Peer): Peer | null {
  if (comesFromSelf || transaction.annotation(ySyncAnnotation) === undefined) return self;
  // What comes into an empty text is the document itself, which nobody typed just now.
  if (transaction.startState.doc.length === 0) return null;
  return self === 0 ? 1 : 0;
}

function tell(update: ViewUpdate, text: Y.Text, options: EditorOptions): void {
  if (!update.selectionSet && !update.docChanged && !update.focusChanged) return;
  options.onCaret(caretOf(update.view));
  const { anchor, head } = update.state.selection.main;
  const isOwnMove = update.selectionSet || (update.focusChanged && update.view.hasFocus);
  if (isOwnMove) options.onSelection(bytesOf(text, anchor), bytesOf(text, head));
}

function caretOf({ state }: EditorView): CaretPlace {
  const { head } = state.selection.main;
  const line = state.doc.lineAt(head);
  return { line: line.number, column: head - line.from + 1 };
}

function placesOf(text: Text, placed: readonly PlacedPeer[]): ReadonlyMap<string, PeerPlace> {
  const places = new Map<string, PeerPlace>();
  for (const { peer, place } of placed) {
    if (!place) continue;
    places.set(peer.userId, { position: place.head, line: text.lineAt(place.head).number });
  }
  return places;
}
