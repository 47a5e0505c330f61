import { GapBuffer } from "./gap-buffer";
import type { Splice } from "./splice";

/** One person's change of a text. */
export interface Edit {
  /** Milliseconds since the session's start. */
  readonly t: number;
  readonly userId: string;
  /** Made in this order. */
  readonly splices: readonly Splice[];
}

/** Edits from one kept text to the next: making this many again takes a few milliseconds at most. */
const KEYFRAME_EVERY = 512;

/** One text's whole life: what it began with and every edit of it. */
export class TextTrack {
  readonly #edits: Edit[] = [];
  /** At `i`: the text before edit `i * KEYFRAME_EVERY`. */
  readonly #keyframes: string[];
  readonly #newest: GapBuffer;

  constructor(starter: string) {
    this.#keyframes = [starter];
    this.#newest = new GapBuffer(starter);
  }

  /** All edits, oldest first. */
  get edits(): readonly Edit[] {
    return this.#edits;
  }

  /** Adds an edit, which must not be older than the last. False: it does not fit and was left out. */
  add(edit: Edit): boolean {
    if (!this.#newest.splice(edit.splices)) return false;
    this.#edits.push(edit);
    if (this.#edits.length % KEYFRAME_EVERY === 0) this.#keyframes.push(this.#newest.toString());
    return true;
  }

  /** The text after the first `count` edits. */
  textAfter(count: number): string {
    const frame = Math.floor(count / KEYFRAME_EVERY);
    const text = new GapBuffer(this.#keyframes[frame] ?? "");
    for (const edit of this.#edits.slice(frame * KEYFRAME_EVERY, count)) text.splice(edit.splices);
    return text.toString();
  }
}
