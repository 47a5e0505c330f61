/**
 * What pages see of a room and do in it. `openRoom` in `room.ts` makes one; nothing here knows the wire.
 *
 * Times are milliseconds since 1970, by the server's clock where the server says them.
 */
import type * as Y from "yjs";
import type { Problem } from "../rpc/problem";

/** How the line to the room is. */
export type Connection =
  /** Not started, or stopped by us. */
  | { readonly kind: "stopped" }
  /** Getting in for the first time. */
  | { readonly kind: "connecting" }
  /** The stream was asked for more than 5 s ago and nothing came: other tabs may hold the browser's connections. */
  | { readonly kind: "waiting" }
  /** In. `resumed` when the line had been lost before: the story to close with "back". */
  | { readonly kind: "live"; readonly since: number; readonly resumed: boolean }
  /** Lost; the next try is at `retryAt`, by this computer's clock; null while trying. Nothing typed is lost. */
  | { readonly kind: "reconnecting"; readonly retryAt: number | null }
  /** This computer has no network; tries again as soon as it has. */
  | { readonly kind: "offline" }
  /** The token is gone or refused: only signing in helps, then `tryNow`. */
  | { readonly kind: "signed-out" }
  /** The session ended. What was said and typed stays readable here. */
  | { readonly kind: "ended" }
  /** The person was in and was taken off the list. */
  | { readonly kind: "removed" }
  /** The person may not come in, or there is no such room; or the server refuses for good. */
  | { readonly kind: "refused"; readonly problem: Problem };

/** A line of the chat, in the order to show: by seq, then what is not sent yet. */
export type Row = MessageRow | SystemRow;

/** What somebody said. */
export interface MessageRow {
  readonly kind: "message";
  /** The row's own for its life, also when it gets its seq. */
  readonly id: string;
  /** Its place in the room; null until the server has it. */
  readonly seq: number | null;
  readonly at: number;
  readonly userId: string;
  /** The sender's name as of then; may be empty. */
  readonly name: string;
  readonly text: string;
  readonly isOwn: boolean;
  /** Others' are always `sent`. `failed` waits for `retry` or `discard`. */
  readonly state: "sending" | "sent" | "failed";
  /** Why it failed; null otherwise. */
  readonly problem: Problem | null;
}

/** What happened in the room beside talk. */
export interface SystemRow {
  readonly kind: "system";
  readonly id: string;
  readonly seq: number;
  readonly at: number;
  /** Who; empty when the room ended. */
  readonly userId: string;
  readonly name: string;
  readonly event: SystemEvent;
}

/** Which one. Connections lost for less than 30 s leave no row. */
export type SystemEvent =
  /** The first of the room: its host opened it. */
  | { readonly kind: "started" }
  | { readonly kind: "joined" }
  /** Away for more than 30 s, and the seat still theirs. */
  | { readonly kind: "lost" }
  /** Gave the seat up, or it was taken. */
  | { readonly kind: "left" }
  | { readonly kind: "switched"; readonly language: string }
  /** A new guest: the shared document began anew. */
  | { readonly kind: "begun-anew" }
  | { readonly kind: "ended" };

/** Somebody on the room's list. */
export interface Person {
  readonly userId: string;
  /** May be empty. */
  readonly name: string;
  readonly isPresent: boolean;
  readonly isMe: boolean;
}

/** Somebody who writes a message just now. Gone 6 s after their last key. */
export interface Typist {
  readonly userId: string;
  readonly name: string;
}

/** Somebody else's cursor. The same object until it moves; gone 30 s after its owner went. */
export interface PeerCursor {
  readonly userId: string;
  readonly name: string;
  readonly language: string;
  /** Yjs relative positions in `getText("code")`, unchecked; an empty `head` means `anchor`. */
  readonly anchor: Uint8Array;
  readonly head: Uint8Array;
}

/** Changes of one's own that the server's document could not take. */
export interface LostChanges {
  readonly language: string;
  /** The whole text as this person had it, to copy from. */
  readonly text: string;
}

/**
 * The room as it is now. Immutable, and the same object until something changes:
 * made for `useSyncExternalStore`. Every part is the same object until it changes, too.
 */
export interface RoomSnapshot {
  readonly connection: Connection;
  /** False until the room's history was read once; true ever after. */
  readonly isLoaded: boolean;
  readonly rows: readonly Row[];
  /** How many messages of others are newer than `readSeq`. */
  readonly unread: number;
  /** Everything up to this seq was seen by the person; kept over a reload. On the first visit: the room's head. */
  readonly readSeq: number;
  /** By user id. */
  readonly people: readonly Person[];
  /** The others', by user id. Empty while the line is down. */
  readonly typists: readonly Typist[];
  /** The others', by user id. */
  readonly cursors: readonly PeerCursor[];
  /** The language that the room's editor shows; empty before `isLoaded`, and when nobody chose one. */
  readonly language: string;
  /** Which document it is; another number means that everything typed before is gone from the editor. */
  readonly generation: number;
  /** How many of one's own changes to the code wait here and are not saved by the server. */
  readonly unsavedChanges: number;
  /** What was lost in the last resync, until `dismissLostChanges`; null mostly. */
  readonly lostChanges: LostChanges | null;
}

/** A room, for one person in one tab. */
export interface Room {
  readonly roomId: string;
  /** Who we are in it. */
  readonly me: { readonly userId: string; readonly name: string };

  /** Comes in and stays in, whatever happens to the line. A second call does nothing. */
  start(): void;
  /** Goes out. What is not sent yet stays in this tab's storage for the next `start`. */
  stop(): void;
  /** Tries at once to come back, without waiting for `retryAt`; after signing in, too. */
  tryNow(): void;

  /** Calls `listener` after every change of `snapshot()`, until the answer is called. */
  subscribe(listener: () => void): () => void;
  snapshot(): RoomSnapshot;

  /** Shows the message at once and sends it; text that is blank or over 8 KiB of UTF-8 is not taken (false). */
  sendMessage(text: string): boolean;
  /** Sends a failed message again; with any other id does nothing. */
  retry(rowId: string): void;
  /** Forgets a failed message; with any other id does nothing. */
  discard(rowId: string): void;
  /** Everything up to `seq` was seen. */
  markRead(seq: number): void;
  /** Call with true at every key, as often as you like, and with false when the box is empty or left. */
  setTyping(isTyping: boolean): void;
  /** The message being written; kept over a reload. */
  readonly draft: string;
  setDraft(text: string): void;

  /**
   * The shared document of a language, its text at `getText("code")`. May be edited at any
   * time, offline too, once `isLoaded`. The same until `onDocumentReplaced` names the language.
   */
  document(language: string): Y.Doc;
  /** Calls `listener` when a language's document is another object than before; its editor must be made anew. */
  onDocumentReplaced(listener: (language: string) => void): () => void;
  /** Makes the whole text of a language `code`, by the smallest change: for who has no editor. */
  replaceCode(language: string, code: string): void;
  /** Shows another language to everybody. Rejects as a call does: `problemOf` says why. */
  switchLanguage(language: string): Promise<void>;
  /** Tells the others where the cursor is: relative positions, as in `PeerCursor`. At most 10 a second go out. */
  setCursor(language: string, anchor: Uint8Array, head: Uint8Array): void;
  dismissLostChanges(): void;
}
