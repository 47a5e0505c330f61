/** One change of a text. Positions and lengths count UTF-16 units, as JavaScript's strings do. */
export interface Splice {
  readonly position: number;
  readonly deleted: number;
  readonly inserted: string;
}

/**
 * Where a place of a text is after a splice. What is put in at the place itself comes behind it
 * (`stay`) or before it (`yield`); in what was deleted, the place is the end of what came instead.
 */
export function moved(place: number, { position, deleted, inserted }: Splice, side: "stay" | "yield"): number {
  if (place < position || (place === position && side === "stay")) return place;
  return Math.max(place - deleted, position) + inserted.length;
}
