import type { HappeningItem, Item, MessageItem } from "./item";

/** What the log shows, one below the other. */
export type Row =
  | { readonly kind: "day"; readonly key: string; readonly at: number }
  | { readonly kind: "new"; readonly key: string }
  | { readonly kind: "happening"; readonly key: string; readonly item: HappeningItem }
  | Group;

/** Messages of one person that share a header. */
export interface Group {
  readonly kind: "group";
  readonly key: string;
  readonly userId: string;
  readonly name: string;
  /** When the first one was said. */
  readonly at: number;
  readonly messages: readonly MessageItem[];
}

/** Messages of one person share a header as long as each follows the first one within this time. */
export const GROUP_MS = 5 * 60_000;

/** Lays the items out. The line "New" stands before the item whose key is `firstNew`. */
export function rowsOf(items: readonly Item[], firstNew: string | null): readonly Row[] {
  const rows: Row[] = [];
  let day = "";
  for (const item of items) {
    const itsDay = new Date(item.at).toDateString();
    if (itsDay !== day) rows.push({ kind: "day", key: `day ${itsDay}`, at: item.at });
    day = itsDay;
    if (item.key === firstNew) rows.push({ kind: "new", key: "new" });
    if (item.kind !== "message") rows.push({ kind: "happening", key: item.key, item });
    else addMessage(rows, item);
  }
  return rows;
}

function addMessage(rows: Row[], message: MessageItem): void {
  const last = rows.at(-1);
  if (last?.kind === "group" && last.userId === message.userId && message.at - last.at < GROUP_MS) {
    rows[rows.length - 1] = { ...last, messages: [...last.messages, message] };
    return;
  }
  const { key, userId, name, at } = message;
  rows.push({ kind: "group", key, userId, name, at, messages: [message] });
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
