import type { RoomSnapshot } from "./types";

/** Gives out snapshots, and tells whoever wants to know when there is another one. */
export class Snapshots {
  readonly #listeners = new Set<() => void>();
  #snapshot: RoomSnapshot | null = null;
  #isTelling = false;
  #isHeld = false;

  constructor(private readonly make: () => RoomSnapshot) {}

  readonly get = (): RoomSnapshot => (this.#snapshot ??= this.make());

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Something is another than before. Changes of one moment are told once. */
  readonly changed = (): void => {
    if (this.#isHeld || this.#isTelling) return;
    this.#isTelling = true;
    queueMicrotask(() => {
      this.#isTelling = false;
      if (this.#isHeld) return;
      this.#snapshot = null;
      this.#listeners.forEach((listener) => listener());
    });
  };

  /** Tells nothing until `release`: history is shown whole, not as it runs in. */
  hold(): void {
    this.get();
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
    this.changed();
  }
}
