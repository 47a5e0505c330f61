import type { Cursor } from "../gen/hirehub/chat/v1/body_pb";
import type { PeerCursor } from "./types";

/** Whose line is down this long has no cursor any more. */
const EXPIRY_MS = 30_000;

/** Where the others' cursors are. */
export class Cursors {
  readonly #leaving = new Map<string, ReturnType<typeof setTimeout>>();
  #cursors: readonly PeerCursor[] = [];

  constructor(private readonly changed: () => void) {}

  /** By user id; the same until it changes. */
  get list(): readonly PeerCursor[] {
    return this.#cursors;
  }

  set(userId: string, name: string, { language, anchor, head }: Cursor): void {
    const others = this.#cursors.filter((cursor) => cursor.userId !== userId);
    const cursors = [...others, { userId, name, language, anchor, head }];
    this.#keep(cursors.sort((a, b) => (a.userId < b.userId ? -1 : 1)));
  }

  /** Their line is down; it may come back. */
  went(userId: string): void {
    this.came(userId);
    this.#leaving.set(userId, setTimeout(() => this.remove(userId), EXPIRY_MS));
  }

  came(userId: string): void {
    clearTimeout(this.#leaving.get(userId));
    this.#leaving.delete(userId);
  }

  remove(userId: string): void {
    this.came(userId);
    if (this.#cursors.some((cursor) => cursor.userId === userId))
      this.#keep(this.#cursors.filter((cursor) => cursor.userId !== userId));
  }

  /** The documents they stand in are gone. */
  clear(): void {
    if (this.#cursors.length > 0) this.#keep([]);
  }

  #keep(cursors: readonly PeerCursor[]): void {
    this.#cursors = cursors;
    this.changed();
  }
}
