import { PlayClock, SPEEDS, type Speed } from "./clock";
import { idleSpans, type Span } from "./idle";
import { type Mark, nextMark, previousMark } from "./mark";
import type { Timeline } from "./timeline";

/** Where a player gets its time from: a browser's window, or a test. */
export interface Pulse {
  /** Milliseconds that never step back. */
  now(): number;
  /** Calls back before the next picture; the answer names the request. */
  request(callback: () => void): number;
  /** Withdraws a request. */
  cancel(request: number): void;
}

/**
 * Plays a timeline: holds the instant that everything on the page shows, and
 * tells its subscribers when that, or how it plays, has changed.
 */
export class Player {
  readonly timeline: Timeline;
  /** The spans that playing jumps over. */
  readonly idle: readonly Span[];
  readonly #clock: PlayClock;
  readonly #pulse: Pulse;
  readonly #subscribers = new Set<() => void>();
  #request: number | undefined;
  #instant = 0;

  constructor(timeline: Timeline, pulse: Pulse) {
    this.timeline = timeline;
    this.idle = idleSpans(timeline.instants);
    this.#pulse = pulse;
    this.#clock = new PlayClock(timeline.length, this.idle, () => pulse.now());
  }

  /** The instant to show, in milliseconds since the session's start; steady between two calls to subscribers. */
  get instant(): number {
    return this.#instant;
  }

  /** Whether it runs. */
  get playing(): boolean {
    return this.#request !== undefined;
  }

  /** Session time by real time. */
  get speed(): Speed {
    return this.#clock.speed;
  }

  /** Whether it jumps over idle time. */
  get skipsIdle(): boolean {
    return this.#clock.skipsIdle;
  }

  /** Calls back after every change, until the answer is called. */
  readonly subscribe = (subscriber: () => void): (() => void) => {
    this.#subscribers.add(subscriber);
    return () => this.#subscribers.delete(subscriber);
  };

  /** Plays, or stands. */
  toggle(): void {
    if (this.playing) {
      this.pause();
    } else {
      this.#clock.play();
      this.#show();
    }
  }

  /** Stands: nobody is called any more until something is asked for. */
  pause(): void {
    this.#clock.pause();
    this.#show();
  }

  /** Goes to an instant, or to the nearest end. */
  seek(instant: number): void {
    this.#clock.seek(instant);
    this.#show();
  }

  /** Goes on or back by some milliseconds. */
  step(by: number): void {
    this.seek(this.#instant + by);
  }

  /** Goes to the next (1) or the previous (-1) mark, or to the end on that side. */
  stepMark(direction: 1 | -1): void {
    const { marks, length } = this.timeline;
    const find: (marks: readonly Mark[], instant: number) => number | undefined = direction > 0 ? nextMark : previousMark;
    this.seek(find(marks, this.#instant) ?? (direction > 0 ? length : 0));
  }

  /** Plays at this speed. */
  setSpeed(speed: Speed): void {
    this.#clock.speed = speed;
    this.#show();
  }

  /** Plays one speed faster (1) or slower (-1), as far as there is one. */
  stepSpeed(direction: 1 | -1): void {
    this.setSpeed(SPEEDS[SPEEDS.indexOf(this.speed) + direction] ?? this.speed);
  }

  /** Jumps over idle time, or plays through it. */
  setSkipsIdle(skips: boolean): void {
    this.#clock.skipsIdle = skips;
    this.#show();
  }

  #show(): void {
    this.#instant = this.#clock.instant;
    if (this.#request !== undefined) this.#pulse.cancel(this.#request);
    this.#request = this.#clock.playing ? this.#pulse.request(() => this.#show()) : undefined;
    for (const subscriber of this.#subscribers) subscriber();
  }
}
