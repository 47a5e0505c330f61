// Choices that a seed decides.

/** A stream of numbers; the same seed gives the same ones. */
export class Random {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 up to, and without, `end`: mulberry32's next. */
  below(end) {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end);
  }

  /** True in so many of a hundred cases. */
  percent(share) {
    return this.below(100) < share;
  }

  /** One of them. */
  pick(list) {
    return list[this.below(list.length)];
  }

  /** Another stream, which goes on by itself. */
  fork() {
    return new Random(this.below(2 ** 32));
  }
}
