/** A line in parts: its text and the class of its colour, empty for plain. */
export type Line = readonly { readonly text: string; readonly style: string }[];

/** The lines of a text without colours. */
export function plainLines(text: string): Line[] {
  return text.split("\n").map((line) => [{ text: line, style: "" }]);
}
