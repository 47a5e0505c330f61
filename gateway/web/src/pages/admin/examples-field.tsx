import { useRef } from "react";
import { Button } from "../../look/button";
import { FieldGroup } from "../../look/field";
import type { ExampleRow } from "./problem-form";

/** The server takes no more. */
const MOST = 16;

interface ExamplesFieldProps {
  readonly rows: readonly ExampleRow[];
  readonly onChange: (rows: readonly ExampleRow[]) => void;
  readonly error: string | undefined;
}

/** Worked examples, a row each. */
export function ExamplesField({ rows, onChange, error }: ExamplesFieldProps) {
  const table = useRef<HTMLDivElement>(null);
  const add = () => {
    onChange([...rows, { key: 1 + Math.max(0, ...rows.map((row) => row.key)), input: "", output: "", explanation: "" }]);
    requestAnimationFrame(() => table.current?.querySelector<HTMLElement>(".example:last-child input")?.focus());
  };
  const remove = (index: number) => {
    onChange(rows.filter((_, at) => at !== index));
    const near = Math.min(index, rows.length - 2);
    requestAnimationFrame(() => table.current?.querySelectorAll<HTMLElement>(".example > input:first-child")[near]?.focus());
  };
  const change = (index: number, part: Partial<ExampleRow>) => onChange(rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  return (
    <FieldGroup label="Examples" error={error}>
      {rows.length > 0 && (
        <div ref={table} className="examples" data-invalid={error ? true : undefined}>
          {rows.map((row, index) => <Row key={row.key} row={row} number={index + 1} onChange={(part) => change(index, part)} onRemove={() => remove(index)} />)}
        </div>
      )}
      {rows.length < MOST && <div><Button tone="quiet" small icon="add" className="-ml-2" onClick={add}>Example</Button></div>}
    </FieldGroup>
  );
}

interface RowProps {
  readonly row: ExampleRow;
  /** Counts from 1. */
  readonly number: number;
  readonly onChange: (part: Partial<ExampleRow>) => void;
  readonly onRemove: () => void;
}

function Row({ row, number, onChange, onRemove }: RowProps) {
  return (
    <div className="example">
      <input className="input code-text" aria-label={`Input ${number}`} placeholder="Input" value={row.input} onChange={(event) => onChange({ input: event.target.value })} />
      <input className="input code-text" aria-label={`Output ${number}`} placeholder="Output" value={row.output} onChange={(event) => onChange({ output: event.target.value })} />
      <input className="input" aria-label={`Why ${number}`} placeholder="Why, if it helps" value={row.explanation} onChange={(event) => onChange({ explanation: event.target.value })} />
      <Button tone="quiet" icon="close" aria-label={`Remove example ${number}`} onClick={onRemove} />
    </div>
  );
}
