import type { Row } from "../../../room/types";

/** The end of the log must be in sight this long to count as read: a line that appears and goes helps nobody. */
export const READ_AFTER_MS = 1_500;

/** The id of the first message of somebody else beyond what was read: the line "New" stands before it. */
export function firstUnread(rows: readonly Row[], readSeq: number): string | null {
  const first = rows.find((row) => row.kind === "message" && !row.isOwn && row.seq !== null && row.seq > readSeq);
  return first?.id ?? null;
}

/** The seq up to which everything is read when the end of the log is in sight; 0 for an empty one. */
export function newestSeq(rows: readonly Row[]): number {
  return Math.max(0, ...rows.map(({ seq }) => seq ?? 0));
}

/** The number on a badge. */
export function badgeOf(count: number): string {
  return count > 99 ? "99+" : String(count);
}
