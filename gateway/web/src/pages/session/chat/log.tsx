import { Fragment, type KeyboardEvent, type ReactNode, useMemo } from "react";
import { Button } from "../../../look/button";
import { CopyButton } from "../../../look/copy-button";
import { Icon } from "../../../look/icon";
import type { CodeBlock } from "../../../look/markdown";
import type { Peer } from "../../../look/mark";
import type { Room, RoomSnapshot } from "../../../room/types";
import { CodeText } from "./code-text";
import { GroupLines } from "./group";
import { dayWords, type Line, linesOf } from "./rows";
import { SystemLine } from "./system-line";
import { firstUnread } from "./unread";
import { useFollow } from "./use-follow";

interface LogProps {
  readonly room: Room;
  readonly snapshot: RoomSnapshot;
  readonly label: string;
  readonly host: string;
  readonly peerOf: (userId: string) => Peer;
  readonly onInsert: ((code: string) => void) | null;
  /** Stands there before the first message. */
  readonly empty: ReactNode;
}

/** What was said and what happened. One Tab stop; arrows move between messages. */
export function Log({ room, snapshot, label, host, peerOf, onInsert, empty }: LogProps) {
  const { rows, readSeq, unread, isLoaded } = snapshot;
  const { log, follows, toEnd } = useFollow(rows, room);
  const lines = useMemo(() => linesOf(rows, firstUnread(rows, readSeq)), [rows, readSeq]);
  const code = useMemo(
    () => ({
      codeText: (block: CodeBlock) => <CodeText code={block} fallback={snapshot.language} />,
      codeActions: (block: CodeBlock) => <CodeActions code={block.text} onInsert={onInsert} />,
    }),
    [snapshot.language, onInsert],
  );
  const show = (line: Line) => {
    switch (line.kind) {
      case "day":
        return <li className="day">{dayWords(line.at, Date.now())}</li>;
      case "new":
        return <li className="new">New</li>;
      case "system":
        return <SystemLine row={line.row} host={host} />;
      case "group":
        return <GroupLines group={line} peer={peerOf(line.userId)} room={room} code={code} />;
    }
  };
  const nothingSaid = isLoaded && !rows.some(({ kind }) => kind === "message");
  return (
    <div className="log-frame">
      <div ref={log} className="log" role="log" aria-label={label} aria-live="off" tabIndex={0} onKeyDown={moveBetweenMessages}>
        <ol>{lines.map((line) => <Fragment key={line.id}>{show(line)}</Fragment>)}</ol>
        {nothingSaid && empty}
      </div>
      {!follows && unread > 0 && (
        <button type="button" className="pill" onClick={toEnd}>
          {unread === 1 ? "1 new message" : `${unread} new messages`} <Icon name="down" />
        </button>
      )}
    </div>
  );
}

function CodeActions({ code, onInsert }: { code: string; onInsert: ((code: string) => void) | null }) {
  return (
    <>
      {onInsert && <Button small icon="insert" onClick={() => onInsert(code)}>Insert into editor</Button>}
      <CopyButton text={code} small />
    </>
  );
}

/** Up and Down go from message to message; into the log from its end. */
function moveBetweenMessages(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
  const messages = [...event.currentTarget.querySelectorAll<HTMLElement>("article")];
  const at = messages.findIndex((message) => message.contains(document.activeElement));
  const next = at < 0 ? messages.length - 1 : at + (event.key === "ArrowUp" ? -1 : 1);
  const target = messages[next];
  if (!target) return;
  event.preventDefault();
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "nearest" });
}
