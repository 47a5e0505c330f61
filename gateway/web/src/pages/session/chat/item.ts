/** One thing the chat tells, in the order of the room; what is not yet stored comes last. */
export type Item = MessageItem | HappeningItem;

interface Circumstance {
  /** Tells it from every other item, also before it has a seq. */
  readonly key: string;
  /** Its place in the room's log; null while it is not stored. */
  readonly seq: bigint | null;
  /** When, in milliseconds since 1970: the server's clock, or ours while it is not stored. */
  readonly at: number;
  readonly userId: string;
  /** That person's name as of then. */
  readonly name: string;
}

/** Something somebody said. */
export interface MessageItem extends Circumstance {
  readonly kind: "message";
  readonly text: string;
  /** How far it has come. */
  readonly state: "sent" | "sending" | "failed";
}

/** Something that happened in the room. */
export interface HappeningItem extends Circumstance {
  readonly kind: "started" | "joined" | "away" | "left" | "switched" | "ended";
  /** The language, for `switched`. */
  readonly language?: string;
}
