import type { Post } from "./post";

/** As often as the contract allows. */
const EVERY_MS = 100;

interface Place {
  readonly language: string;
  readonly anchor: Uint8Array;
  readonly head: Uint8Array;
}

/** Where our cursor is, as the others are told: the latest place, never two calls at once. */
export class OwnCursor {
  #place: Place | null = null;
  #isTold = true;
  #isBusy = false;

  constructor(
    private readonly post: Post,
    private readonly isLive: () => boolean,
  ) {}

  move(place: Place): void {
    this.#place = place;
    this.tell();
  }

  /** Tells them the place again: somebody came who does not know it. */
  tell(): void {
    this.#isTold = false;
    if (!this.#isBusy) void this.#run();
  }

  /** The document it stands in is gone. */
  forget(): void {
    this.#place = null;
  }

  async #run(): Promise<void> {
    this.#isBusy = true;
    while (!this.#isTold && this.isLive()) {
      this.#isTold = true;
      const pause = new Promise((resolve) => setTimeout(resolve, EVERY_MS));
      if (this.#place) await this.post.whisper({ case: "cursor", value: this.#place });
      await pause;
    }
    this.#isBusy = false;
  }
}
