import { type ReactNode, useEffect, useState } from "react";
import type { Line } from "./highlight";

interface CodeViewProps {
  readonly text: string;
  readonly language: string;
  /** What it is, for a screen reader. */
  readonly label: string;
}

/** Code to read and copy, with line numbers; its colours come when the grammar is there. */
export function CodeView({ text, language, label }: CodeViewProps) {
  const lines = useColoured(text.replace(/\n$/, ""), language);
  return (
    <div className="code" tabIndex={0} role="region" aria-label={label}>
      <ol>{lines.map((line, index) => <li key={index}>{parts(line)}</li>)}</ol>
    </div>
  );
}

function parts(line: Line): ReactNode {
  return line.map(({ text, style }, index) => (style ? <span key={index} className={style}>{text}</span> : text));
}

function useColoured(text: string, language: string): readonly Line[] {
  const [coloured, setColoured] = useState<{ text: string; language: string; lines: readonly Line[] }>();
  useEffect(() => {
    let isWanted = true;
    void import("./highlight")
      .then(({ highlight }) => highlight(text, language))
      .then((lines) => isWanted && setColoured({ text, language, lines }))
      .catch(() => undefined); // Without its colours the code is still there to read.
    return () => {
      isWanted = false;
    };
  }, [text, language]);
  if (coloured?.text === text && coloured.language === language) return coloured.lines;
  return text.split("\n").map((line) => [{ text: line, style: "" }]);
}
