import type { Mark } from "./mark";

/** A row of the chat: one person's messages in a row, or a line about the room. */
export type ChatRow =
  | { readonly kind: "messages"; readonly userId: string; readonly messages: readonly Message[] }
  | { readonly kind: "note"; readonly mark: Note };

/** A mark that is a message. */
export type Message = Extract<Mark, { kind: "message" }>;
/** A mark that is not. */
export type Note = Exclude<Mark, { kind: "message" }>;

/** Messages further apart than this stand under a header of their own, in milliseconds. */
const GROUP_WITHIN = 5 * 60_000;

/** The rows of some marks, in their order. */
export function chatRows(marks: readonly Mark[]): ChatRow[] {
  const rows: ChatRow[] = [];
  let group: Message[] = [];
  for (const mark of marks) {
    if (mark.kind !== "message") {
      group = [];
      rows.push({ kind: "note", mark });
      continue;
    }
    const before = group.at(-1);
    if (before?.userId === mark.userId && mark.t - before.t <= GROUP_WITHIN) {
      group.push(mark);
    } else {
      group = [mark];
      rows.push({ kind: "messages", userId: mark.userId, messages: group });
    }
  }
  return rows;
}
