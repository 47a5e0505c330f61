import { Fragment, type ReactNode, useEffect, useState } from "react";
import { type Line, plainLines } from "./lines";

/** The lines of code that is shown, not edited. */
export function useColoured(text: string, language: string): readonly Line[] {
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
  return plainLines(text);
}

/** One of them, in its colours. */
export function Coloured({ line }: { line: Line }): ReactNode {
  return line.map(({ text, style }, index) => (style ? <span key={index} className={style}>{text}</span> : <Fragment key={index}>{text}</Fragment>));
}
