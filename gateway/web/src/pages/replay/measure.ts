/** The measures that `measure/replay.mjs` reads, and that the browser's own tools show. */
export const OPENING = "replay:open";
/** From asking for an instant to its picture. */
export const SEEKING = "replay:seek";

/** Says that an instant was asked for, and when: an event may have waited. */
export function markSeek(startTime = performance.now()): void {
  // One is enough to look at, and a browser keeps all of them.
  performance.clearMarks(SEEKING);
  performance.mark(SEEKING, { startTime });
}

/** Measures from the mark of this name to the next picture; without a mark it does nothing. */
export function measureToPicture(name: string): void {
  if (performance.getEntriesByName(name, "mark").length === 0) return;
  afterPicture(() => {
    if (performance.getEntriesByName(name, "mark").length === 0) return;
    performance.clearMeasures(name);
    performance.measure(name, name);
    performance.clearMarks(name);
  });
}

/** Says that the page of a replay was asked for. */
export function markOpening(): void {
  performance.clearMarks(OPENING);
  performance.mark(OPENING);
}

/** Calls back when the next picture is drawn. */
function afterPicture(drawn: () => void): void {
  // A message comes right after the picture it was posted from; a timeout lets the work for idle times go first.
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    drawn();
  };
  requestAnimationFrame(() => port2.postMessage(null));
}
