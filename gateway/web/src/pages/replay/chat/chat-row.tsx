import { memo, type ReactNode } from "react";
import { classNames } from "../../../look/class-names";
import { Mark } from "../../../look/mark";
import { type CodeBlock, Markdown } from "../../../look/markdown";
import { CodeText } from "../../session/chat/code-text";
import type { Actor } from "../cast";
import type { Message, Note } from "../core/chat";
import { clockWords } from "../core/times";
import { deedWords } from "../words";

interface RowProps {
  readonly actor: Actor;
  /** Not yet at the instant that is shown: an outline. */
  readonly later: boolean;
  readonly onJump: (instant: number) => void;
}

type MessagesProps = RowProps & { readonly messages: readonly Message[] };

/** One person's messages, with the time of the first. */
export const Messages = memo(function Messages({ messages, actor, later, onJump }: MessagesProps) {
  const first = messages[0];
  if (first === undefined) return null;
  return (
    <li className={classNames("replay-message", `peer-${actor.peer}`, later && "later")}>
      <article aria-label={`${actor.firstName} at ${clockWords(first.t)}`}>
        <Mark peer={actor.peer} name={actor.name} />
        <header>
          <b>{actor.firstName}</b>
          <Jump to={first.t} onJump={onJump} />
        </header>
        <div className="bubbles">
          {messages.map(({ seq, text }) => <Markdown key={seq} className="bubble" text={text} chat codeText={codeText} />)}
        </div>
      </article>
    </li>
  );
}, isSame);

/** In colours; what language the room had then nobody knows. */
function codeText(code: CodeBlock): ReactNode {
  return <CodeText code={code} fallback="" />;
}

/** Messages never change: with the same first one and as many they are the same. */
function isSame(before: MessagesProps, after: MessagesProps): boolean {
  const sameMessages = before.messages.length === after.messages.length && before.messages[0]?.seq === after.messages[0]?.seq;
  return sameMessages && before.later === after.later && before.actor === after.actor && before.onJump === after.onJump;
}

/** A line about the room. */
export const NoteLine = memo(function NoteLine({ note, actor, later, onJump }: RowProps & { readonly note: Note }) {
  return (
    <li className={classNames("replay-note", later && "later")}>
      <span>
        <b>{actor.firstName}</b> {deedWords(note, actor.peer === 0)}
      </span>
      <Jump to={note.t} onJump={onJump} />
    </li>
  );
});

/** No stop of the Tab key: see `moveAmongTimes`. */
function Jump({ to, onJump }: { to: number; onJump: (instant: number) => void }) {
  const time = clockWords(to);
  return <button type="button" tabIndex={-1} className="replay-jump num" aria-label={`Jump to ${time}`} onClick={() => onJump(to)}>{time}</button>;
}
