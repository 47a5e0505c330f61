/** The languages that the editor knows, by the id they have on the wire, in the order of lists. */
export const LANGUAGES: readonly { readonly id: string; readonly name: string }[] = [
  { id: "python", name: "Python" },
  { id: "javascript", name: "JavaScript" },
  { id: "typescript", name: "TypeScript" },
  { id: "java", name: "Java" },
  { id: "cpp", name: "C++" },
  { id: "go", name: "Go" },
  { id: "rust", name: "Rust" },
  { id: "sql", name: "SQL" },
];

/** A language's name; an unknown one is called by its id. */
export function languageName(id: string): string {
  return LANGUAGES.find((language) => language.id === id)?.name ?? id;
}

/** Sorts ids as lists show them: the known ones first, in their order, then the others by id. */
export function byListOrder(one: string, other: string): number {
  return place(one) - place(other) || one.localeCompare(other);
}

function place(id: string): number {
  const at = LANGUAGES.findIndex((language) => language.id === id);
  return at < 0 ? LANGUAGES.length : at;
}
