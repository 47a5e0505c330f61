import type { Edit } from "./text-track";

/** Bars on a track: about one every 6 px of a wide dock. */
export const BARS = 190;

/**
 * How much each person typed over time: by user id, `BARS` heights from 0 to 1 that share one scale.
 * A height is the square root of the characters put in and taken out, so that
 * one paste does not flatten an hour of typing.
 */
export function bars(edits: readonly Edit[], length: number): Map<string, Float64Array> {
  const byPerson = new Map<string, Float64Array>();
  for (const edit of edits) {
    let row = byPerson.get(edit.userId);
    if (row === undefined) byPerson.set(edit.userId, (row = new Float64Array(BARS)));
    const bar = Math.min(BARS - 1, Math.floor((edit.t / Math.max(1, length)) * BARS));
    row[bar] = (row[bar] ?? 0) + size(edit);
  }
  const most = Math.max(1, ...[...byPerson.values()].flatMap((row) => [...row]));
  for (const row of byPerson.values()) row.set(row.map((sum) => Math.sqrt(sum / most)));
  return byPerson;
}

function size({ splices }: Edit): number {
  return splices.reduce((sum, { deleted, inserted }) => sum + deleted + inserted.length, 0);
}
