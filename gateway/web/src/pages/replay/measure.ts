/** The measures that `measure/replay.mjs` reads, and that the browser's own tools show. */
export const OPENING = "replay:open";
/** From asking for an instant to its picture. */
export const SEEKING = "replay:seek";

/** Says that an instant was asked for. */
export function markSeek(): void {
  // One is enough to look at, and a browser keeps all of them.
  performance.clearMarks(SEEKING);
  performance.mark(SEEKING);
}

/** Measures from the mark of this name to the next picture; without a mark it does nothing. */
export function measureToPicture(name: string): void {
  if (performance.getEntriesByName(name, "mark").length === 0) return;
  // A message comes after the picture that is drawn next.
  requestAnimationFrame(() => setTimeout(() => {
    if (performance.getEntriesByName(name, "mark").length === 0) return;
    performance.clearMeasures(name);
    performance.measure(name, name);
    performance.clearMarks(name);
  }));
}

/** Says that the page of a replay was asked for. */
export function markOpening(): void {
  performance.clearMarks(OPENING);
  performance.mark(OPENING);
}
