import type { Splice } from "./splice";

/** Numbers from 0 to 1 that are the same in every run with this seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const INSERTS = ["", "a", "\n", "    ", "é", "👩‍💻", "return merged\n"];
/** Longer than what the buffer keeps free, and than what it reads at once. */
const PASTE = "x".repeat(9000);

/** A splice that fits a text of this length; positions may lie inside a surrogate pair. */
export function anySplice(next: () => number, length: number): Splice {
  const position = Math.floor(next() * (length + 1));
  const deleted = Math.min(length - position, Math.floor(next() * next() * 20));
  const inserted = next() < 0.003 ? PASTE : INSERTS[Math.floor(next() * INSERTS.length)] ?? "";
  return { position, deleted, inserted };
}

/** The model that everything is measured against: one splice on a plain string. */
export function plainly(text: string, { position, deleted, inserted }: Splice): string {
  return text.slice(0, position) + inserted + text.slice(position + deleted);
}
