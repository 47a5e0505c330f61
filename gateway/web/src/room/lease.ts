/** Renewed at least this often, and not more often than that. */
const AT_LEAST_EVERY_MS = 5 * 60_000;
const AT_MOST_EVERY_MS = 10_000;

/** The stream's right to stay open, renewed long before it ends by any call that names the stream. */
export class Lease {
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `renew` makes such a call. */
  constructor(private readonly renew: () => Promise<void>) {}

  /** Half of what is left, and again: a clock that is wrong costs calls or a resume, nothing else. */
  begin(expiresAt: number): void {
    const half = (expiresAt - Date.now()) / 2;
    const wait = Math.min(AT_LEAST_EVERY_MS, Math.max(AT_MOST_EVERY_MS, half));
    clearInterval(this.#timer);
    this.#timer = setInterval(() => void this.renew(), wait);
  }

  end(): void {
    clearInterval(this.#timer);
  }
}
