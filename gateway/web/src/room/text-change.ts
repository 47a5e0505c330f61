import type * as Y from "yjs";

/** One change of a text, in UTF-16 units as JavaScript and Yjs count. */
export interface TextChange {
  readonly position: number;
  readonly deleted: number;
  readonly inserted: string;
}

/** The smallest single change that makes `before` into `after`; null if they are equal. Never cuts a surrogate pair. */
export function changeBetween(before: string, after: string): TextChange | null {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  if (isInsidePair(before, start) || isInsidePair(after, start)) start -= 1;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  if (isInsidePair(before, before.length - end) || isInsidePair(after, after.length - end)) end -= 1;
  return { position: start, deleted: before.length - end - start, inserted: after.slice(start, after.length - end) };
}

/** Text as it may be in a shared text: a carriage return is never part of that. */
export function withoutReturns(code: string): string {
  return code.replace(/\r\n?/g, "\n");
}

/** Makes the whole of a shared text `code`, by the smallest change. */
export function replaceText(text: Y.Text, code: string): void {
  const change = changeBetween(text.toString(), withoutReturns(code));
  if (!change) return;
  text.doc?.transact(() => {
    text.delete(change.position, change.deleted);
    text.insert(change.position, change.inserted);
  });
}

function isInsidePair(text: string, at: number): boolean {
  return /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(Math.max(0, at - 1), at + 1));
}
