/** What the buttons of the statement do to the chosen text. */
export type Wrap = "bold" | "italic" | "code" | "link";

/** A change of a text: what to put from `start` to `end`, and what to have chosen after it. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly selection: readonly [number, number];
}

const MARKS: Record<Exclude<Wrap, "link">, string> = { bold: "**", italic: "*", code: "`" };

/** Puts Markdown around the chosen text, or takes it away where it is already. */
export function wrap(value: string, start: number, end: number, kind: Wrap): Change {
  const chosen = value.slice(start, end);
  if (kind === "link") {
    const address = start + chosen.length + 3;
    return { start, end, text: `[${chosen}](https://)`, selection: chosen ? [address, address + 8] : [start + 1, start + 1] };
  }
  const mark = MARKS[kind];
  const size = mark.length;
  const isAround = value.slice(start - size, start) === mark && value.slice(end, end + size) === mark;
  const isOther = kind === "italic" && value.slice(start - 2, start) === "**";
  if (start >= size && isAround && !isOther) {
    return { start: start - size, end: end + size, text: chosen, selection: [start - size, end - size] };
  }
  return { start, end, text: mark + chosen + mark, selection: [start + size, end + size] };
}
