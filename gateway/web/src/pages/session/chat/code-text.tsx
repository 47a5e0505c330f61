import { Fragment } from "react";
import type { CodeBlock } from "../../../look/markdown";
import { Coloured, useColoured } from "../editor/coloured";

/** What people write after a fence, where it is not the language's id. */
const ALIASES: Readonly<Record<string, string>> = {
  js: "javascript", jsx: "javascript", ts: "typescript", tsx: "typescript", py: "python", "c++": "cpp", golang: "go", rs: "rust",
};

/** The text of a block of code in colours, once its grammar is here; of a language nobody named, the room's. */
export function CodeText({ code, fallback }: { code: CodeBlock; fallback: string }) {
  const named = code.language.toLowerCase();
  const language = (Object.hasOwn(ALIASES, named) ? ALIASES[named] : named) || fallback;
  const lines = useColoured(code.text, language);
  return lines.map((line, index) => (
    <Fragment key={index}>
      {index > 0 && "\n"}
      <Coloured line={line} />
    </Fragment>
  ));
}
