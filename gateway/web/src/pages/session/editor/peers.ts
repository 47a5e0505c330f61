import { type EditorState, type Extension, StateEffect, StateField, type Transaction } from "@codemirror/state";
import { Decoration, EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import * as Y from "yjs";
import { flagLayer, type Flag } from "./flags";
import type { Peer } from "../../../look/mark";

/** Somebody else's cursor, as it came. */
export interface PeerCursor {
  readonly userId: string;
  /** The name on the flag. */
  readonly name: string;
  readonly peer: Peer;
  /** Both ends of the selection: Yjs relative positions, from the wire and not to be trusted. */
  readonly anchor: Uint8Array;
  readonly head: Uint8Array;
}

/** A cursor with its place in the text as it is now. */
export interface PlacedPeer {
  readonly peer: PeerCursor;
  /** Null while the text does not hold what the cursor stands on. */
  readonly place: { readonly anchor: number; readonly head: number } | null;
  /** When the head last moved, by `performance.now()`. */
  readonly moved: number;
}

/** The flag folds to its shape this long after the last move. */
const FOLD_MS = 3_000;

const setCursors = StateEffect.define<readonly PeerCursor[]>();
const fold = StateEffect.define<null>();

/** Shows these cursors and no others. */
export function showPeers(view: EditorView, cursors: readonly PeerCursor[]): void {
  view.dispatch({ effects: setCursors.of(cursors) });
}

/** Where a relative position lies in `text`; null if it is not one, or of something unknown or elsewhere. */
export function positionIn(text: Y.Text, bytes: Uint8Array): number | null {
  if (!text.doc) return null;
  try {
    const position = Y.createAbsolutePositionFromRelativePosition(Y.decodeRelativePosition(bytes), text.doc);
    return position?.type === text ? position.index : null;
  } catch {
    return null; // Whoever sent it, what it says is not a position.
  }
}

/** The position as it goes on the wire: it sticks to the character before or after it, wherever that moves. */
export function bytesOf(text: Y.Text, index: number): Uint8Array {
  return Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(text, index));
}

function place(text: Y.Text, peer: PeerCursor, length: number): PlacedPeer["place"] {
  const head = positionIn(text, peer.head.length > 0 ? peer.head : peer.anchor);
  const anchor = positionIn(text, peer.anchor);
  if (head === null || anchor === null) return null;
  return { anchor: Math.min(anchor, length), head: Math.min(head, length) };
}

function next(before: readonly PlacedPeer[], transaction: Transaction, text: Y.Text): readonly PlacedPeer[] {
  const length = transaction.newDoc.length;
  const now = performance.now();
  let peers = before;
  if (transaction.docChanged) {
    peers = peers.map(({ peer, place: old, moved }) => {
      if (!old) return { peer, place: place(text, peer, length), moved: now };
      const head = transaction.changes.mapPos(old.head, 1);
      return { peer, place: { head, anchor: transaction.changes.mapPos(old.anchor, 1) }, moved };
    });
  }
  for (const effect of transaction.effects) {
    if (!effect.is(setCursors)) continue;
    const known = new Map(peers.map((entry) => [entry.peer.userId, entry]));
    peers = effect.value.map((peer) => {
      const entry = known.get(peer.userId);
      if (entry?.peer.anchor === peer.anchor && entry.peer.head === peer.head) return { ...entry, peer };
      return { peer, place: place(text, peer, length), moved: now };
    });
  }
  return peers;
}

/** Hears where the cursors are, and in what. */
type OnPlaces = (places: readonly PlacedPeer[], state: EditorState) => void;

/** Draws the cursors of the others in `text`; goes after the extension that keeps `text` and the editor equal. */
export function peers(text: Y.Text, onPlaces: OnPlaces): Extension {
  const field = StateField.define<readonly PlacedPeer[]>({
    create: () => [],
    update: (before, transaction) => next(before, transaction, text),
    provide: (self) => EditorView.decorations.from(self, selections),
  });
  return [
    field,
    flagLayer("peer-carets", field, (placed) => placed.flatMap(flagOf)),
    ViewPlugin.define((view) => new Folder(view, field, onPlaces)),
  ];
}

function selections(placed: readonly PlacedPeer[]) {
  const ranges = placed.flatMap(({ peer, place }) => {
    if (!place || place.anchor === place.head) return [];
    const from = Math.min(place.anchor, place.head);
    const to = Math.max(place.anchor, place.head);
    return [Decoration.mark({ class: `peer-selection peer-${peer.peer}` }).range(from, to)];
  });
  return Decoration.set(ranges, true);
}

function flagOf({ peer, place, moved }: PlacedPeer): readonly Flag[] {
  if (!place) return [];
  const folded = performance.now() - moved >= FOLD_MS;
  return [{ id: peer.userId, at: place.head, name: peer.name, seat: peer.peer, folded, caret: true }];
}

/** Folds flags in time and tells where the cursors are. */
class Folder {
  private timer: number | undefined;

  constructor(
    private readonly view: EditorView,
    private readonly field: StateField<readonly PlacedPeer[]>,
    private readonly onPlaces: OnPlaces,
  ) {}

  update({ startState, state }: ViewUpdate): void {
    const placed = state.field(this.field);
    if (startState.field(this.field) === placed) return;
    this.onPlaces(placed, state);
    window.clearTimeout(this.timer);
    const newest = Math.max(...placed.map(({ moved }) => moved));
    if (!Number.isFinite(newest)) return;
    const left = Math.max(newest + FOLD_MS - performance.now(), 0) + 1;
    this.timer = window.setTimeout(() => this.view.dispatch({ effects: fold.of(null) }), left);
  }

  destroy(): void {
    window.clearTimeout(this.timer);
  }
}
