import { type ReactNode, useEffect, useState } from "react";
import { Button } from "../../../look/button";
import { classNames } from "../../../look/class-names";
import { CopyButton } from "../../../look/copy-button";
import { Icon } from "../../../look/icon";
import { type CodeBlock, Markdown } from "../../../look/markdown";
import { clock, exactTime } from "../../../look/time-words";
import type { MessageRow, Room } from "../../../room/types";
import { firstName } from "./words";

/** Who waits longer than this for an answer wants to know; before, it would only flash. */
const SENDING_SHOWN_MS = 400;

/** How code in a message is shown, and what can be done with it. */
export interface CodeParts {
  readonly codeText: (code: CodeBlock) => ReactNode;
  readonly codeActions: (code: CodeBlock) => ReactNode;
}

interface BubbleProps {
  readonly message: MessageRow;
  readonly room: Room;
  readonly code: CodeParts;
}

/** One message, and below it what became of it. */
export function Bubble({ message, room, code }: BubbleProps) {
  const { id, text, state, at, isOwn, name } = message;
  const who = isOwn ? "You" : firstName(name);
  return (
    <>
      <article
        className={classNames("bubble", state === "failed" && "failed")}
        aria-label={`${who}, ${clock(at)}: ${text}`}
        title={exactTime(at)}
        tabIndex={-1}
      >
        <Markdown text={text} chat {...code} />
      </article>
      {state === "sending" && <Sending />}
      {state === "failed" && (
        <div className="after">
          <span className="not-sent"><Icon name="warning" size={14} />Not sent</span>
          <Button tone="quiet" small icon="retry" onClick={() => room.retry(id)}>Retry</Button>
          <CopyButton tone="quiet" small text={text} />
          <Button tone="quiet" small onClick={() => room.discard(id)}>Delete</Button>
        </div>
      )}
    </>
  );
}

function Sending() {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), SENDING_SHOWN_MS);
    return () => clearTimeout(timer);
  }, []);
  return isLate ? <div className="after"><Icon name="clock" size={14} /> Sending</div> : null;
}
