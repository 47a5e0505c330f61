import { EditorView } from "@codemirror/view";
import { type RefObject, useCallback, useImperativeHandle, useMemo, useRef, useState } from "react";
import { Icon } from "../../../look/icon";
import type { Peer } from "../../../look/mark";
import type { Room, RoomSnapshot } from "../../../room/types";
import { firstName } from "../chat/words";
import { EditorBar, type PeerLine } from "./editor-bar";
import { grammarOf, indentWords } from "./languages";
import type { PeerCursor } from "./peers";
import { useDocument } from "./use-document";
import { type CaretPlace, type PeerPlace, useEditor } from "./use-editor";
import "./editor.css";

/** What the rest of the room does to the editor. */
export interface EditorHandle {
  focus(): void;
  /** Puts text at the caret in place of the selection, and the focus there. */
  insert(code: string): void;
}

interface EditorPanelProps {
  readonly room: Room;
  readonly snapshot: RoomSnapshot;
  readonly language: string;
  readonly self: Peer;
  readonly peerOf: (userId: string) => Peer;
  readonly isShown: boolean;
  readonly handle: RefObject<EditorHandle | null>;
}

const NOBODY: ReadonlyMap<string, PeerPlace> = new Map();

/** The shared editor with its header and status line. */
export function EditorPanel(props: EditorPanelProps) {
  const { room, snapshot, language, self, peerOf, isShown, handle } = props;
  const surface = useRef<HTMLDivElement>(null);
  const [caret, setCaret] = useState<CaretPlace>({ line: 1, column: 1 });
  const [places, setPlaces] = useState(NOBODY);
  const readOnly = snapshot.connection.kind === "ended";
  const cursors = useCursors(snapshot, language, peerOf);
  const onSelection = useCallback(
    (anchor: Uint8Array, head: Uint8Array) => room.setCursor(language, anchor, head),
    [room, language],
  );
  const doc = useDocument(room, language);
  const view = useEditor(surface, {
    doc, language, readOnly, self, cursors, onSelection, describedBy: "leave-editor", onCaret: setCaret, onPeers: setPlaces,
  });
  useImperativeHandle(handle, () => handleOf(view), [view]);
  const goTo = (position: number) => {
    view.current?.dispatch({ selection: { anchor: position }, effects: EditorView.scrollIntoView(position, { y: "center" }) });
    view.current?.focus();
  };
  return (
    <section className={`panel editor ${isShown ? "shown" : ""}`} id="code" aria-label="Editor">
      <EditorBar room={room} snapshot={snapshot} language={language} view={view} peers={peerLines(cursors, places)} onGoTo={goTo} />
      <div ref={surface} className="surface" />
      <Status caret={caret} language={language} readOnly={readOnly} />
    </section>
  );
}

function Status({ caret, language, readOnly }: { caret: CaretPlace; language: string; readOnly: boolean }) {
  if (readOnly) {
    return (
      <div className="status" id="leave-editor">
        <Icon name="lock" size={14} /> Read only. You can select and copy.
      </div>
    );
  }
  return (
    <div className="status">
      <span className="num">Ln {caret.line}, Col {caret.column}</span>
      <span className="max-mid:hidden">{indentWords(grammarOf(language).indent)}</span>
      <span className="grow" />
      <span id="leave-editor" className="max-mid:hidden">Esc, then Tab leaves the editor</span>
    </div>
  );
}

/** The cursors in this language, the same list until one of them moves. */
function useCursors(snapshot: RoomSnapshot, language: string, peerOf: (userId: string) => Peer): readonly PeerCursor[] {
  const { cursors } = snapshot;
  return useMemo(
    () =>
      cursors
        .filter((cursor) => cursor.language === language)
        .map(({ userId, name, anchor, head }) => ({ userId, name: firstName(name), peer: peerOf(userId), anchor, head })),
    [cursors, language, peerOf],
  );
}

function peerLines(cursors: readonly PeerCursor[], places: ReadonlyMap<string, PeerPlace>): readonly PeerLine[] {
  return cursors.flatMap(({ userId, name, peer }) => {
    const place = places.get(userId);
    return place ? [{ userId, name, peer, ...place }] : [];
  });
}

function handleOf(view: RefObject<EditorView | null>): EditorHandle {
  return {
    focus: () => view.current?.focus(),
    insert: (code) => {
      const editor = view.current;
      if (!editor || editor.state.readOnly) return;
      editor.dispatch(editor.state.replaceSelection(code), { scrollIntoView: true, userEvent: "input.paste" });
      editor.focus();
    },
  };
}
