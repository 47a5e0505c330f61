import type { Splice } from "./splice";

/** Free units made at the gap whenever it is full, so that typing seldom copies the text. */
const SPARE = 4096;
/** Units turned into a string at once: engines limit a call's arguments. */
const CHUNK = 8192;

/** A text that many splices are made in: each costs about its distance from the last one, not the whole text. */
export class GapBuffer {
  #units: Uint16Array;
  #gapStart: number;
  #gapEnd: number;

  constructor(text: string) {
    this.#units = new Uint16Array(text.length + SPARE);
    write(this.#units, text, 0);
    this.#gapStart = text.length;
    this.#gapEnd = this.#units.length;
  }

  /** UTF-16 units in the text. */
  get length(): number {
    return this.#units.length - (this.#gapEnd - this.#gapStart);
  }

  /** Makes the splices in order; if one reaches beyond the text, none of them, and answers false. */
  splice(splices: readonly Splice[]): boolean {
    if (!this.#fits(splices)) return false;
    for (const { position, deleted, inserted } of splices) {
      this.#moveGap(position);
      this.#gapEnd += deleted;
      this.#widenGap(inserted.length);
      write(this.#units, inserted, this.#gapStart);
      this.#gapStart += inserted.length;
    }
    return true;
  }

  /** The whole text. */
  toString(): string {
    return (
      read(this.#units.subarray(0, this.#gapStart)) + read(this.#units.subarray(this.#gapEnd))
    );
  }

  #fits(splices: readonly Splice[]): boolean {
    let length = this.length;
    for (const { position, deleted, inserted } of splices) {
      if (position < 0 || deleted < 0 || position + deleted > length) return false;
      length += inserted.length - deleted;
    }
    return true;
  }

  #moveGap(to: number): void {
    const by = Math.abs(this.#gapStart - to);
    if (to < this.#gapStart) {
      this.#units.copyWithin(this.#gapEnd - by, to, this.#gapStart);
      this.#gapStart -= by;
      this.#gapEnd -= by;
    } else {
      this.#units.copyWithin(this.#gapStart, this.#gapEnd, this.#gapEnd + by);
      this.#gapStart += by;
      this.#gapEnd += by;
    }
  }

  #widenGap(needed: number): void {
    if (this.#gapEnd - this.#gapStart >= needed) return;
    const wider = new Uint16Array(this.length + needed + SPARE);
    const tail = this.#units.subarray(this.#gapEnd);
    wider.set(this.#units.subarray(0, this.#gapStart));
    wider.set(tail, wider.length - tail.length);
    this.#gapEnd = wider.length - tail.length;
    this.#units = wider;
  }
}

function write(units: Uint16Array, text: string, at: number): void {
  for (let index = 0; index < text.length; index += 1) units[at + index] = text.charCodeAt(index);
}

function read(units: Uint16Array): string {
  let text = "";
  for (let from = 0; from < units.length; from += CHUNK) {
    text += String.fromCharCode(...units.subarray(from, from + CHUNK));
  }
  return text;
}
