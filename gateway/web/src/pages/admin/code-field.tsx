import { useState } from "react";
import { Button } from "../../look/button";
import { Field, FieldGroup, TextArea } from "../../look/field";
import { Icon } from "../../look/icon";
import { byListOrder, LANGUAGES, languageName } from "../../look/language";
import { Menu } from "../../look/menu";
import { Segments } from "../../look/segments";
import { CodeEditor } from "./code-editor";
import type { CodeEntry, ProblemForm } from "./problem-form";

interface CodeFieldProps {
  readonly code: ProblemForm["code"];
  readonly onChange: (code: ProblemForm["code"]) => void;
  readonly error: string | undefined;
}

/** What the editor starts with in each language, and what a right solution prints. */
export function CodeField({ code, onChange, error }: CodeFieldProps) {
  const languages = Object.keys(code).sort(byListOrder);
  const [chosen, choose] = useState<string>();
  const language = chosen !== undefined && chosen in code ? chosen : languages[0];
  const missing = LANGUAGES.filter(({ id }) => !(id in code));
  const add = (id: string) => {
    onChange({ ...code, [id]: { starter: "", expected: "" } });
    choose(id);
  };
  const remove = (id: string) => onChange(Object.fromEntries(Object.entries(code).filter(([other]) => other !== id)));
  return (
    <FieldGroup label="Starter code" error={error} hint="Put into the editor when a session begins. Sessions that exist keep theirs.">
      <div className="box" data-invalid={error ? true : undefined}>
        <div className="flex items-center gap-1 border-b border-line-1 p-0.5">
          <div className="min-w-0 flex-1 overflow-x-auto">
            {language !== undefined && <Segments label="Language of the starter code" className="max-w-none! bg-transparent!" options={languages.map((id) => ({ value: id, label: languageName(id) }))} value={language} onChange={choose} />}
          </div>
          {missing.length > 0 && <Menu label="Add a language" className="btn quiet small" trigger={<><Icon name="add" />Language</>} items={missing.map(({ id, name }) => ({ label: name, onSelect: () => add(id) }))} />}
        </div>
        {language === undefined
          ? <p className="hint p-3">None yet. Without it a session starts with an empty editor.</p>
          : <Entry key={language} language={language} entry={code[language] ?? { starter: "", expected: "" }} onChange={(entry) => onChange({ ...code, [language]: entry })} onRemove={() => remove(language)} />}
      </div>
    </FieldGroup>
  );
}

interface EntryProps {
  readonly language: string;
  readonly entry: CodeEntry;
  readonly onChange: (entry: CodeEntry) => void;
  readonly onRemove: () => void;
}

function Entry({ language, entry, onChange, onRemove }: EntryProps) {
  const name = languageName(language);
  return (
    <>
      <CodeEditor language={language} label={`Starter code, ${name}`} value={entry.starter} onChange={(starter) => onChange({ ...entry, starter })} />
      <div className="grid gap-2 border-t border-line-1 p-3">
        <Field label={`Expected output, ${name}`} hint="What a right solution prints. The participant never receives it.">
          {(control) => <TextArea {...control} className="code-text" rows={2} value={entry.expected} onChange={(event) => onChange({ ...entry, expected: event.target.value })} />}
        </Field>
        <div><Button tone="danger" small className="-ml-2" onClick={onRemove}>{`Remove ${name}`}</Button></div>
      </div>
    </>
  );
}
