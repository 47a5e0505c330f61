/** The longest first wait, and the longest of all, in milliseconds. */
const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/**
 * How long to wait before the next try: exponential, with full jitter, so that those
 * who lost a server together do not come back together.
 */
export class Backoff {
  #failures = 0;

  /** Milliseconds; at least `atLeast`, which the server may have asked for. */
  next(atLeast = 0): number {
    const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.#failures);
    this.#failures += 1;
    return Math.max(atLeast, Math.random() * longest);
  }

  /** It worked: the next wait is a first one. */
  reset(): void {
    this.#failures = 0;
  }
}
