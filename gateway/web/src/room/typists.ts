import type { Typist } from "./types";

/** Somebody who did not say for this long that they type has stopped: the contract's number. */
const EXPIRY_MS = 6_000;

/** Who of the others writes a message just now. */
export class Typists {
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #typists: readonly Typist[] = [];

  constructor(private readonly changed: () => void) {}

  /** By user id; the same until it changes. */
  get list(): readonly Typist[] {
    return this.#typists;
  }

  set(userId: string, name: string, isTyping: boolean): void {
    clearTimeout(this.#timers.get(userId));
    this.#timers.delete(userId);
    if (isTyping) this.#timers.set(userId, setTimeout(() => this.set(userId, name, false), EXPIRY_MS));
    const was = this.#typists.some((typist) => typist.userId === userId);
    if (was === isTyping) return;
    const others = this.#typists.filter((typist) => typist.userId !== userId);
    this.#typists = isTyping ? [...others, { userId, name }].sort((a, b) => (a.userId < b.userId ? -1 : 1)) : others;
    this.changed();
  }

  /** The line is down: nobody knows. */
  clear(): void {
    this.#typists.forEach(({ userId, name }) => this.set(userId, name, false));
  }
}
