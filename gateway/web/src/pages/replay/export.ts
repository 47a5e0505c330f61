import type { ReplayEvent } from "./core/event";

/** A session's events as JSON, one a line in their order, with times as ISO 8601. */
export function exportLines(events: readonly ReplayEvent[]): string {
  return events.map(({ at, ...event }) => `${JSON.stringify({ ...event, at: new Date(at).toISOString() }, plain)}\n`).join("");
}

/** Messages of the wire know their type; a reader of the file need not. */
function plain(key: string, value: unknown): unknown {
  return key === "$typeName" ? undefined : value;
}

/** Hands a text to the browser as a file to keep. */
export function saveFile(name: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/x-ndjson" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
