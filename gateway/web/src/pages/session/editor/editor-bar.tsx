import type { EditorView } from "@codemirror/view";
import { type RefObject, useEffect, useState } from "react";
import { Icon } from "../../../look/icon";
import { byListOrder, LANGUAGES, languageName } from "../../../look/language";
import { type Peer, Point } from "../../../look/mark";
import { Menu, type MenuItem } from "../../../look/menu";
import type { Room, RoomSnapshot } from "../../../room/types";
import { openSearch } from "./search";

/** Where somebody else is in the text. */
export interface PeerLine {
  readonly userId: string;
  readonly name: string;
  readonly peer: Peer;
  readonly line: number;
  readonly position: number;
}

interface EditorBarProps {
  readonly room: Room;
  readonly snapshot: RoomSnapshot;
  readonly language: string;
  readonly view: RefObject<EditorView | null>;
  readonly peers: readonly PeerLine[];
  readonly onGoTo: (position: number) => void;
}

/** The editor's header: language, what is saved, where the other is. */
export function EditorBar({ room, snapshot, language, view, peers, onGoTo }: EditorBarProps) {
  const isOver = snapshot.connection.kind === "ended";
  const find = () => void (view.current && openSearch(view.current));
  const copy = () => void navigator.clipboard.writeText(view.current?.state.doc.toString() ?? "");
  const finding: MenuItem = { label: "Find in the code", icon: "search", onSelect: find };
  const copying: MenuItem = { label: "Copy all of it", icon: "copy", onSelect: copy };
  return (
    <div className="bar">
      <h2 className="sr-only">Code</h2>
      <LanguageChoice room={room} language={language} isOver={isOver} />
      <span className="grow" />
      <Saved snapshot={snapshot} />
      {peers.map(({ userId, name, peer, line, position }) => (
        <button key={userId} type="button" className="btn quiet small max-mid:hidden" aria-label={`${name}, line ${line}: go to the cursor`} onClick={() => onGoTo(position)}>
          <Point peer={peer} /> {name}, line {line}
        </button>
      ))}
      <Menu
        label="Editor menu"
        className="btn quiet icon small"
        trigger={<Icon name="more" />}
        // A page without HTTPS has no clipboard.
        items={window.isSecureContext ? [finding, copying] : [finding]}
      />
    </div>
  );
}

function LanguageChoice({ room, language, isOver }: { room: Room; language: string; isOver: boolean }) {
  const [failed, setFailed] = useState(false);
  const ids = [...new Set([...LANGUAGES.map(({ id }) => id), language])].filter(Boolean).sort(byListOrder);
  const choose = (next: string) => {
    setFailed(false);
    room.switchLanguage(next).catch(() => setFailed(true));
  };
  return (
    <>
      <select className="select" aria-label="Language" value={language} disabled={isOver} onChange={(event) => choose(event.target.value)}>
        {ids.map((id) => <option key={id} value={id}>{languageName(id)}</option>)}
      </select>
      {failed && <span className="hint" role="alert">Not switched. Choose it again.</span>}
    </>
  );
}

/** A change that the server has not taken after this long is worth a word. */
const SLOW_SAVE_MS = 2_000;

function Saved({ snapshot: { connection, unsavedChanges: count } }: { snapshot: RoomSnapshot }) {
  const isSlow = useLasting(count > 0, SLOW_SAVE_MS);
  if (count > 0 && (connection.kind !== "live" || isSlow)) {
    return (
      <span className="hint waits">
        <Icon name="clock" />
        {count === 1 ? "1 change waits here" : `${count} changes wait here`}
      </span>
    );
  }
  return <span className="hint max-mid:hidden"><Icon name="check" />Saved</span>;
}

/** Whether something holds for at least this long. */
function useLasting(holds: boolean, ms: number): boolean {
  const [lasts, setLasts] = useState(false);
  useEffect(() => {
    if (!holds) return;
    const timer = setTimeout(() => setLasts(true), ms);
    return () => {
      clearTimeout(timer);
      setLasts(false);
    };
  }, [holds, ms]);
  return lasts;
}
