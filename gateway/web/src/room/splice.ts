/** A text replaced by another in one place; in UTF-16 units. */
export interface Splice {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** The one change that turns `before` into `after`, as small as shared ends allow; no surrogate pair is cut. */
export function spliceBetween(before: string, after: string): Splice {
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before[start] === after[start]) start++;
  if (start > 0 && isHighSurrogate(before.charCodeAt(start - 1))) start--;
  let tail = 0;
  while (tail < shortest - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  if (tail > 0 && isLowSurrogate(before.charCodeAt(before.length - tail))) tail--;
  return { from: start, to: before.length - tail, insert: after.slice(start, after.length - tail) };
}

/** Where a caret at `position` is after the splice: what is replaced around it leaves it at the end of the new text. */
export function caretAfter(position: number, { from, to, insert }: Splice): number {
  if (position <= from) return position;
  if (position >= to) return position + insert.length - (to - from);
  return from + insert.length;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
