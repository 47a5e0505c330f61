import type { RefObject } from "react";
import type { Peer } from "../../../look/mark";
import type { Room, RoomSnapshot } from "../../../room/types";
import type { Two } from "../facts";
import { Composer } from "./composer";
import { Log } from "./log";
import { SayHello } from "./say-hello";
import { Typing } from "./typing";
import { Waiting } from "./waiting";
import { firstName } from "./words";
import "./chat.css";

interface ChatPanelProps {
  readonly room: Room;
  readonly snapshot: RoomSnapshot;
  readonly two: Two;
  /** What the host sends to fill the other seat; empty for the participant. */
  readonly invite: string;
  readonly peerOf: (userId: string) => Peer;
  /** Puts code at the caret of the editor; null while nothing can be typed there. */
  readonly onInsert: ((code: string) => void) | null;
  readonly isShown: boolean;
  readonly composer: RefObject<HTMLTextAreaElement | null>;
  readonly onLeave: () => void;
}

/** The chat: what was said and what happened, and the box to say something. */
export function ChatPanel(props: ChatPanelProps) {
  const { room, snapshot, two, invite, peerOf, onInsert, isShown, composer, onLeave } = props;
  const isOver = snapshot.connection.kind === "ended";
  const other = two.host.isMe ? two.participant : two.host;
  const name = other ? firstName(other.name) : "";
  const isWaiting = invite !== "" && !other && !isOver && snapshot.isLoaded;
  const empty = isWaiting ? <Waiting host={two.host.name} invite={invite} /> : <SayHello />;
  return (
    <section className={`panel chat ${isShown ? "shown" : ""}`} id="chat" aria-labelledby="chat-title">
      <div className="bar">
        <h2 id="chat-title" className="grow">Chat</h2>
        <span className="hint">Kept with the session</span>
      </div>
      <Log room={room} snapshot={snapshot} label={name ? `Chat with ${name}` : "Chat"} host={two.host.name} peerOf={peerOf} onInsert={onInsert} empty={empty} />
      <Typing typists={snapshot.typists} peerOf={peerOf} />
      <Composer room={room} to={name} isOver={isOver} box={composer} onLeave={onLeave} />
    </section>
  );
}
