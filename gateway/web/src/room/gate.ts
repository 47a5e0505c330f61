/** A place to wait at, until a time or until somebody opens. */
export class Gate {
  #open: (() => void) | null = null;
  #isTimed = false;

  /** Whether somebody waits who needs a person: for as long as it takes. */
  get isForPerson(): boolean {
    return this.#open !== null && !this.#isTimed;
  }

  /** Resolves after `milliseconds`, or when `open` is called. One waits at a time. */
  wait(milliseconds?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = milliseconds === undefined ? undefined : setTimeout(() => this.open(), milliseconds);
      this.#isTimed = timer !== undefined;
      this.#open = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Lets whoever waits go on; nobody who comes later. */
  open(): void {
    const open = this.#open;
    this.#open = null;
    open?.();
  }
}
