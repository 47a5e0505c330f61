import { type KeyboardEvent, useRef } from "react";
import { Button } from "../../look/button";
import { Field } from "../../look/field";
import type { IconName } from "../../look/icon";
import { type Wrap, wrap } from "./wrap";

const TOOLS: readonly { kind: Wrap & IconName; label: string; key?: string }[] = [
  { kind: "bold", label: "Bold", key: "b" },
  { kind: "italic", label: "Italic", key: "i" },
  { kind: "code", label: "Code" },
  { kind: "link", label: "Link" },
];

/** The task in Markdown, with buttons for those who do not know its signs. */
export function StatementField({ value, onChange, error }: { value: string; onChange: (value: string) => void; error: string | undefined }) {
  const area = useRef<HTMLTextAreaElement>(null);
  const apply = (kind: Wrap) => {
    if (area.current) insert(area.current, kind);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const tool = TOOLS.find(({ key }) => key === event.key.toLowerCase());
    if (!tool || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    apply(tool.kind);
  };
  return (
    <Field label="Statement" error={error}>
      {(control) => (
        <div className="box" data-invalid={error ? true : undefined}>
          <div className="flex items-center gap-0.5 border-b border-line-1 p-0.5" role="group" aria-label="Formatting">
            {TOOLS.map(({ kind, label, key }) => <Button key={kind} tone="quiet" small icon={kind} aria-label={label} aria-keyshortcuts={key && `Control+${key}`} onClick={() => apply(kind)} />)}
            <span className="hint ml-auto pr-2">Markdown</span>
          </div>
          <textarea {...control} ref={area} className="input code-text" rows={9} value={value} onChange={(event) => onChange(event.target.value)} onKeyDown={onKeyDown} />
        </div>
      )}
    </Field>
  );
}

/** `insertText` keeps what the person can undo; it is the one way that does. */
function insert(area: HTMLTextAreaElement, kind: Wrap): void {
  const change = wrap(area.value, area.selectionStart, area.selectionEnd, kind);
  area.focus();
  area.setSelectionRange(change.start, change.end);
  document.execCommand("insertText", false, change.text);
  area.setSelectionRange(...change.selection);
}
