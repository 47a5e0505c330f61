/** One change of a text. Positions and lengths count UTF-16 units, as JavaScript's strings do. */
export interface Splice {
  readonly position: number;
  readonly deleted: number;
  readonly inserted: string;
}

/** Where a place of a text is after a splice; what was deleted shrinks to the end of what came instead. */
export function moved(place: number, { position, deleted, inserted }: Splice): number {
  if (place < position) return place;
  return Math.max(place - deleted, position) + inserted.length;
}
