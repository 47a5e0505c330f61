import { lastBy } from "./search";

/** Somebody came into the room, lost the connection to it, or gave up the seat. */
export interface Change {
  /** Milliseconds since the session's start. */
  readonly t: number;
  readonly kind: "came" | "went" | "left";
}

/** Who was in the room, and when. */
export class Attendance {
  readonly #changes = new Map<string, Change[]>();

  /** Adds a change, which must not be older than that person's last. */
  add(userId: string, change: Change): void {
    const changes = this.#changes.get(userId);
    if (changes === undefined) this.#changes.set(userId, [change]);
    else changes.push(change);
  }

  /** A person's newest change. */
  newest(userId: string): Change | undefined {
    return this.#changes.get(userId)?.at(-1);
  }

  /** Whether a person was in the room at an instant. Whose coming is not known was there from the start. */
  isThere(userId: string, instant: number): boolean {
    const changes = this.#changes.get(userId) ?? [];
    const last = lastBy(changes, instant);
    return last === undefined ? changes[0]?.kind !== "came" : last.kind === "came";
  }
}
