/** One change of a text. Positions and lengths count UTF-16 units, as JavaScript's strings do. */
export interface Splice {
  readonly position: number;
  readonly deleted: number;
  readonly inserted: string;
}

/** The smallest single splice that makes `before` into `after`; null if they are equal. */
export function difference(before: string, after: string): Splice | null {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  let end = 0;
  while (
    end < shorter - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  ) {
    end += 1;
  }
  return {
    position: start,
    deleted: before.length - start - end,
    inserted: after.slice(start, after.length - end),
  };
}

/** Where a place of a text is after a splice; what was deleted shrinks to the end of what came instead. */
export function moved(place: number, { position, deleted, inserted }: Splice): number {
  if (place < position) return place;
  return Math.max(place - deleted, position) + inserted.length;
}
