import type { Span } from "./idle";

/** How fast a replay can run: session time by real time. */
export const SPEEDS = [1, 2, 4, 8, 16, 32] as const;

/** One of the speeds. */
export type Speed = (typeof SPEEDS)[number];

/** Where playing gets to: from an instant on for `left` ms, jumping over the spans; at most `end`. */
export function advance(from: number, left: number, skip: readonly Span[], end: number): number {
  let at = from;
  for (const span of skip) {
    if (span.to <= at) continue;
    if (span.from > at + left) break;
    left -= Math.max(0, span.from - at);
    at = span.to;
  }
  return Math.min(end, at + left);
}

/** The replay's clock. It holds no timer: whoever shows it asks for the instant. */
export class PlayClock {
  readonly #length: number;
  readonly #idle: readonly Span[];
  readonly #now: () => number;
  /** The instant that was shown at the real time `#since`. */
  #at = 0;
  #since = 0;
  #playing = false;
  #speed: Speed = 4;
  #skipsIdle = true;

  /** `now` answers the real time in milliseconds and never steps back. */
  constructor(length: number, idle: readonly Span[], now: () => number) {
    this.#length = length;
    this.#idle = idle;
    this.#now = now;
  }

  /** The instant of the session that is to be shown now, 0 to its length. */
  get instant(): number {
    if (!this.#playing) return this.#at;
    const left = (this.#now() - this.#since) * this.#speed;
    return advance(this.#at, left, this.#skipsIdle ? this.#idle : [], this.#length);
  }

  /** Whether time goes on; false at the end. */
  get playing(): boolean {
    return this.#playing && this.instant < this.#length;
  }

  /** Session time by real time. */
  get speed(): Speed {
    return this.#speed;
  }

  set speed(speed: Speed) {
    this.#rebase(this.instant);
    this.#speed = speed;
  }

  /** Whether playing jumps over idle spans. */
  get skipsIdle(): boolean {
    return this.#skipsIdle;
  }

  set skipsIdle(skips: boolean) {
    this.#rebase(this.instant);
    this.#skipsIdle = skips;
  }

  /** Starts, again from the beginning at the end. */
  play(): void {
    this.#rebase(this.instant >= this.#length ? 0 : this.instant);
    this.#playing = true;
  }

  /** Stops at the instant. */
  pause(): void {
    this.#rebase(this.instant);
    this.#playing = false;
  }

  /** Goes to an instant, or to the nearest end; playing goes on from there. */
  seek(instant: number): void {
    // Who played to the end has stopped there.
    this.#playing = this.playing;
    this.#rebase(Math.min(this.#length, Math.max(0, instant)));
  }

  #rebase(at: number): void {
    this.#at = at;
    this.#since = this.#now();
  }
}
