/** A stream without a first frame for this long waits for something: mostly one of the browser's connections. */
const SLOW_MS = 5_000;
/** Without a first frame for this long it is given up: a line may be dead from the start. */
const FIRST_FRAME_MS = 30_000;
/** The server sends a heartbeat after 15 s of silence; one and a half are overdue, more than two are lost. */
const OVERDUE_MS = 22_000;
const SILENT_MS = 40_000;

/** Watches that a stream is not silent for too long. */
export class Watch {
  #slow: ReturnType<typeof setTimeout>;
  #silent: ReturnType<typeof setTimeout>;
  #heard = Date.now();

  constructor(private readonly alarm: { readonly onSlow: () => void; readonly onSilent: () => void }) {
    this.#slow = setTimeout(alarm.onSlow, SLOW_MS);
    this.#silent = setTimeout(alarm.onSilent, FIRST_FRAME_MS);
  }

  onFrame(): void {
    this.stop();
    this.#heard = Date.now();
    this.#silent = setTimeout(this.alarm.onSilent, SILENT_MS);
  }

  /** Whether a heartbeat should have come; after a sleep of the computer no timer has said so yet. */
  isOverdue(): boolean {
    return Date.now() - this.#heard > OVERDUE_MS;
  }

  stop(): void {
    clearTimeout(this.#slow);
    clearTimeout(this.#silent);
  }
}
