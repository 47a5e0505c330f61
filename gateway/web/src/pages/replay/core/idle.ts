/** A stretch of time in which nothing happened, in milliseconds since the session's start. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Silence up to this is thinking; beyond it is idle, in milliseconds. */
const IDLE_AFTER = 30_000;
/** What stays of a silence at each side, so that a jump does not cut into what one sees, in milliseconds. */
const MARGIN = 2000;

/** The idle spans between instants in ascending order. */
export function idleSpans(instants: readonly number[]): Span[] {
  const spans: Span[] = [];
  for (let index = 1; index < instants.length; index += 1) {
    const before = instants[index - 1] ?? 0;
    const after = instants[index] ?? 0;
    if (after - before > IDLE_AFTER) spans.push({ from: before + MARGIN, to: after - MARGIN });
  }
  return spans;
}
