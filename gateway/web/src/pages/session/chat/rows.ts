import type { MessageRow, Row, SystemRow } from "../../../room/types";

/** What the log shows, one below the other. */
export type Line =
  | { readonly kind: "day"; readonly id: string; readonly at: number }
  | { readonly kind: "new"; readonly id: string }
  | { readonly kind: "system"; readonly id: string; readonly row: SystemRow }
  | Group;

/** Messages of one person that share a header. */
export interface Group {
  readonly kind: "group";
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly isOwn: boolean;
  /** When the first one was said. */
  readonly at: number;
  readonly messages: readonly MessageRow[];
}

/** Messages of one person share a header as long as each follows the first one within this time. */
export const GROUP_MS = 5 * 60_000;

/** Lays the rows out. The line "New" stands before the row whose id is `firstNew`. */
export function linesOf(rows: readonly Row[], firstNew: string | null): readonly Line[] {
  const lines: Line[] = [];
  let day = "";
  for (const row of rows) {
    const itsDay = new Date(row.at).toDateString();
    if (itsDay !== day) lines.push({ kind: "day", id: `day ${itsDay}`, at: row.at });
    day = itsDay;
    if (row.id === firstNew) lines.push({ kind: "new", id: "new" });
    if (row.kind === "system") lines.push({ kind: "system", id: row.id, row });
    else addMessage(lines, row);
  }
  return lines;
}

function addMessage(lines: Line[], message: MessageRow): void {
  const last = lines.at(-1);
  if (last?.kind === "group" && last.userId === message.userId && message.at - last.at < GROUP_MS) {
    lines[lines.length - 1] = { ...last, messages: [...last.messages, message] };
    return;
  }
  const { id, userId, name, at, isOwn } = message;
  lines.push({ kind: "group", id, userId, name, at, isOwn, messages: [message] });
}

/** Says a day: today and yesterday by these words, others by weekday and date. */
export function dayWords(at: number, now: number, locale?: string): string {
  const day = new Date(at).toDateString();
  if (day === new Date(now).toDateString()) return "Today";
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  if (day === yesterday.toDateString()) return "Yesterday";
  return new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" }).format(at);
}
