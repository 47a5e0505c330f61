import type * as Y from "yjs";
import { spliceBetween } from "./splice";

/** Text as it may be in a shared text: a carriage return is never part of that. */
export function withoutReturns(code: string): string {
  return code.replace(/\r\n?/g, "\n");
}

/** Makes the whole of a shared text `code`, by the smallest change. */
export function replaceText(text: Y.Text, code: string): void {
  const { from, to, insert } = spliceBetween(text.toString(), withoutReturns(code));
  if (from === to && insert === "") return;
  text.doc?.transact(() => {
    text.delete(from, to - from);
    text.insert(from, insert);
  });
}
