/** What a room keeps in this tab over a reload. */
export class RoomStorage {
  readonly #prefix: string;

  /** By person too: who signs in next in this tab finds nothing of theirs. */
  constructor(
    private readonly storage: Storage,
    roomId: string,
    userId: string,
  ) {
    this.#prefix = `hirehub.room.${roomId}.${userId}.`;
  }

  /** What was kept under a name; null if nothing was, or nothing readable. */
  get(name: string): unknown {
    try {
      return JSON.parse(this.storage.getItem(this.#prefix + name) ?? "null");
    } catch {
      return null;
    }
  }

  /** Keeps a value; null forgets it. A browser without room for it keeps the page working: only a reload would lose. */
  set(name: string, value: unknown): void {
    try {
      if (value === null) this.storage.removeItem(this.#prefix + name);
      else this.storage.setItem(this.#prefix + name, JSON.stringify(value));
    } catch {
      this.storage.removeItem(this.#prefix + name);
    }
  }
}
