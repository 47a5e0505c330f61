import type { Extension } from "@codemirror/state";

/** How the editor treats one language of the shared document. */
export interface Grammar {
  /** One level of indentation, as the language's community writes it. */
  readonly indent: string;
  /** Fetches its grammar, once per page: nobody pays for a language that nobody shows. */
  readonly load: () => Promise<Extension>;
}

const FOUR = " ".repeat(4);
const TWO = " ".repeat(2);

/** Grammars alone: with its completions, which nothing here shows, a language would cost a third more. */
const GRAMMARS: Readonly<Record<string, Grammar>> = {
  python: { indent: FOUR, load: async () => (await import("@codemirror/lang-python")).pythonLanguage },
  javascript: { indent: TWO, load: async () => (await import("@codemirror/lang-javascript")).jsxLanguage },
  typescript: { indent: TWO, load: async () => (await import("@codemirror/lang-javascript")).typescriptLanguage },
  java: { indent: FOUR, load: async () => (await import("@codemirror/lang-java")).javaLanguage },
  cpp: { indent: FOUR, load: async () => (await import("@codemirror/lang-cpp")).cppLanguage },
  go: { indent: "\t", load: async () => (await import("@codemirror/lang-go")).goLanguage },
  rust: { indent: FOUR, load: async () => (await import("@codemirror/lang-rust")).rustLanguage },
  sql: { indent: TWO, load: async () => (await import("@codemirror/lang-sql")).StandardSQL.language },
};

const PLAIN: Grammar = { indent: FOUR, load: () => Promise.resolve([]) };

/** The grammar of a language, by its id on the wire; one that we do not know is plain text. */
export function grammarOf(language: string): Grammar {
  return Object.hasOwn(GRAMMARS, language) ? (GRAMMARS[language] ?? PLAIN) : PLAIN;
}

/** Says an indentation in words: `4 spaces` or `Tabs`. */
export function indentWords(indent: string): string {
  return indent === "\t" ? "Tabs" : `${indent.length} spaces`;
}
