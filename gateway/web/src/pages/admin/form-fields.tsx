import { Difficulty } from "../../gen/hirehub/session/v1/problem_pb";
import { Button } from "../../look/button";
import { Field, FieldGroup, Input, TextArea } from "../../look/field";
import { levelOf } from "../../look/problem-tags";
import { Segments } from "../../look/segments";
import { CodeField } from "./code-field";
import { ExamplesField } from "./examples-field";
import type { FieldName } from "./form-errors";
import { StatementField } from "./statement-field";
import type { ProblemEditing } from "./use-problem-editor";

const LEVELS = [Difficulty.EASY, Difficulty.MEDIUM, Difficulty.HARD].map((value) => ({ value: String(value), label: levelOf(value) ?? "" }));

/** Every field of a problem, in the order in which one writes it. */
export function FormFields({ editing, onDelete }: { editing: ProblemEditing; onDelete: () => void }) {
  const { form, errors, change, isNew } = editing;
  const at = (field: FieldName) => ({ error: errors[field] });
  return (
    <>
      <div className="grid grid-cols-[repeat(auto-fit,minmax(10.5rem,1fr))] gap-4 max-mid:gap-3">
        <div data-field="title">
          <Field label="Title" {...at("title")}>{(control) => <Input {...control} value={form.title} onChange={(event) => change({ title: event.target.value })} />}</Field>
        </div>
        <div data-field="address">
          <Field label="Address" {...at("address")} hint={isNew ? undefined : "Stays as it is."}>
            {(control) => <Input {...control} readOnly={!isNew} autoCapitalize="none" spellCheck={false} value={form.address} onChange={(event) => change({ address: event.target.value })} />}
          </Field>
        </div>
      </div>
      <div className="grid grid-cols-[repeat(auto-fit,minmax(10.5rem,1fr))] gap-4 max-mid:gap-3">
        <div data-field="difficulty">
          <FieldGroup label="Difficulty" {...at("difficulty")}>
            <Segments label="Difficulty" className="w-max" options={LEVELS} value={String(form.difficulty)} onChange={(value) => change({ difficulty: Number(value) })} />
          </FieldGroup>
        </div>
        <div data-field="topics">
          <Field label="Topics" {...at("topics")}>{(control) => <Input {...control} placeholder="Arrays, Sorting" value={form.topics} onChange={(event) => change({ topics: event.target.value })} />}</Field>
        </div>
      </div>
      <div data-field="statement"><StatementField value={form.statement} onChange={(statement) => change({ statement })} {...at("statement")} /></div>
      <div data-field="examples"><ExamplesField rows={form.examples} onChange={(examples) => change({ examples })} {...at("examples")} /></div>
      <div data-field="constraints">
        <Field label="Constraints" hint="One per line." {...at("constraints")}>{(control) => <TextArea {...control} rows={3} value={form.constraints} onChange={(event) => change({ constraints: event.target.value })} />}</Field>
      </div>
      <div data-field="notes">
        <Field label="Interviewer notes" hint="The participant never receives these." {...at("notes")}>
          {(control) => <TextArea {...control} rows={4} value={form.notes} onChange={(event) => change({ notes: event.target.value })} />}
        </Field>
      </div>
      <div data-field="code"><CodeField code={form.code} onChange={(code) => change({ code })} {...at("code")} /></div>
      {!isNew && <Button tone="end" className="mid:hidden" onClick={onDelete}>Delete this problem</Button>}
    </>
  );
}
