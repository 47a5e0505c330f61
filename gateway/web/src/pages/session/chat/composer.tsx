import { type FormEvent, type KeyboardEvent, type RefObject, useLayoutEffect, useState } from "react";
import { Button } from "../../../look/button";
import type { Room } from "../../../room/types";

/** The longest message that the server takes, in bytes of UTF-8. */
const MAX_BYTES = 8 * 1024;

interface ComposerProps {
  readonly room: Room;
  /** First name of who reads it; empty while nobody does. */
  readonly to: string;
  /** The session ended: nothing can be said any more. */
  readonly isOver: boolean;
  readonly box: RefObject<HTMLTextAreaElement | null>;
  /** Escape: back to the editor. */
  readonly onLeave: () => void;
}

/** The box to write a message in. What is written survives a reload. */
export function Composer({ room, to, isOver, box, onLeave }: ComposerProps) {
  const [text, setText] = useState(room.draft);
  const isTooLong = new TextEncoder().encode(text).length > MAX_BYTES;
  useHeight(box, text);

  const write = (next: string) => {
    setText(next);
    room.setDraft(next);
    room.setTyping(next !== "");
  };
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    if (!isOver && room.sendMessage(text)) write("");
    box.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter that accepts what an input method proposes sends nothing.
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") onLeave();
    if (event.key !== "Enter" || event.shiftKey || event.altKey) return;
    event.preventDefault();
    send();
  };
  return (
    <form className="composer" onSubmit={send}>
      <textarea
        ref={box}
        rows={1}
        aria-label={to === "" ? "Message" : `Message to ${to}`}
        aria-invalid={isTooLong || undefined}
        aria-describedby={isTooLong ? "too-long" : undefined}
        placeholder={isOver ? "The session has ended" : `Message ${to}`.trim()}
        readOnly={isOver}
        value={text}
        onChange={(event) => write(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => room.setTyping(false)}
      />
      <Foot isTooLong={isTooLong} isReady={text.trim() !== "" && !isTooLong} isOver={isOver} />
    </form>
  );
}

function Foot({ isTooLong, isReady, isOver }: { isTooLong: boolean; isReady: boolean; isOver: boolean }) {
  return (
    <div className="foot">
      {isTooLong ? <span id="too-long" className="grow text-danger" role="alert">Too long. Send it in two parts.</span> : <Keys />}
      <Button className="send" type="submit" small icon="send" tone={isReady ? "go" : "plain"} disabled={isOver} aria-label="Send" />
    </div>
  );
}

function Keys() {
  const modifier = /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl";
  return (
    <span className="grow keys">
      <span><kbd>Shift Enter</kbd> new line</span> <span><kbd>{modifier} /</kbd> code</span>
    </span>
  );
}

/** As high as the text, up to what the style allows. */
function useHeight(box: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    element.style.height = "auto";
    if (text !== "") element.style.height = `${element.scrollHeight}px`;
  }, [box, text]);
}
