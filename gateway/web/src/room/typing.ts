import type { Post } from "./post";

/** How often others are told that typing goes on; they forget it after 6 s. */
const EVERY_MS = 3_000;

/** Whether we write a message just now, as the others are told. */
export class Typing {
  #told = false;
  /** By a clock that nobody sets. */
  #toldAt = 0;

  constructor(private readonly post: Post) {}

  /** Called at every key; tells the others as seldom as will do. */
  set(isTyping: boolean): void {
    const isDue = isTyping && performance.now() - this.#toldAt >= EVERY_MS;
    if (isTyping !== this.#told || isDue) void this.#tell(isTyping);
  }

  /** Says what is so, which also keeps the stream: whoever left off in the middle types no more. */
  repeat(): Promise<void> {
    return this.#tell(this.#told && performance.now() - this.#toldAt < EVERY_MS);
  }

  #tell(isTyping: boolean): Promise<void> {
    this.#told = isTyping;
    this.#toldAt = performance.now();
    return this.post.whisper({ case: "typing", value: { isTyping } });
  }
}
