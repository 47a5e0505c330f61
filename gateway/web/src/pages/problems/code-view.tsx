import { Coloured, useColoured } from "../session/editor/coloured";

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
      <ol>{lines.map((line, index) => <li key={index}><Coloured line={line} /></li>)}</ol>
    </div>
  );
}
