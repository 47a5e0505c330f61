import type { Item } from "./item";

/** The end of the log must be in sight this long to count as read: a line that appears and goes helps nobody. */
export const READ_AFTER_MS = 1_500;

/** What is unread. */
export interface Unread {
  readonly count: number;
  /** The key of the first unread message, where the line "New" stands; null if there is none. */
  readonly first: string | null;
}

/** The messages of others beyond what was read; own ones and happenings do not count. */
export function unreadOf(items: readonly Item[], readTo: bigint, self: string): Unread {
  const fresh = items.filter(
    (item) => item.kind === "message" && item.userId !== self && item.seq !== null && item.seq > readTo,
  );
  return { count: fresh.length, first: fresh[0]?.key ?? null };
}

/** The seq up to which everything that is stored now counts as read. */
export function newestSeq(items: readonly Item[]): bigint {
  return items.reduce((newest, { seq }) => (seq !== null && seq > newest ? seq : newest), 0n);
}

/** The number on a badge. */
export function badgeOf(count: number): string {
  return count > 99 ? "99+" : String(count);
}
