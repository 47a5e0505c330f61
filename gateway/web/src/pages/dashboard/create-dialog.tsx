import { useState } from "react";
import { type Session, Visibility } from "../../gen/hirehub/session/v1/session_pb";
import { Button } from "../../look/button";
import { Dialog } from "../../look/dialog";
import { Field, FieldError, FieldGroup, Select } from "../../look/field";
import { filterProblems, NO_FILTER } from "../problems/problem-filter";
import { useProblems } from "../problems/use-problems";
import { languageChoices, startLanguage } from "./language-choice";
import { ProblemPicker } from "./problem-picker";
import { useCreateSession } from "./use-create-session";

interface CreateDialogProps {
  readonly open: boolean;
  readonly problemId: string | undefined;
  readonly onClose: () => void;
  readonly onCreated: (session: Session) => void;
}

/** Asks what a new session is about. */
export function CreateDialog({ open, problemId, onClose, onCreated }: CreateDialogProps) {
  const [words, setWords] = useState("");
  const [picked, pick] = useState(problemId);
  const [language, setLanguage] = useState<string>();
  const [visibility, setVisibility] = useState(Visibility.INVITE_ONLY);
  const problems = useProblems();
  const matches = filterProblems(problems.data ?? [], { ...NO_FILTER, words });
  const problem = matches.find((match) => match.problemId === picked) ?? matches[0];
  const startsWith = startLanguage(problem, language);
  const { create, isPending, trouble } = useCreateSession(onCreated);
  const submit = () => {
    if (problem && !isPending) create({ problemId: problem.problemId, language: startsWith, visibility });
  };
  const foot = (
    <>
      <span className="hint flex-1 max-mid:hidden">Both of you see what is recorded before you start.</span>
      <Button tone="quiet" onClick={onClose}>Cancel</Button>
      <Button tone="go" type="submit" disabled={!problem || isPending}>Create session</Button>
    </>
  );
  return (
    <Dialog open={open} onClose={onClose} onSubmit={submit} title="New session" foot={foot}>
      <ProblemPicker problems={problems} matches={matches} chosen={problem} words={words} onWords={setWords} onPick={pick} error={trouble?.field === "problem" ? trouble.words : undefined} />
      <Field label="Language to start with" hint="Either of you can switch later. Each language keeps its own code.">
        {(control) => (
          <Select {...control} value={startsWith} onChange={(event) => setLanguage(event.target.value)}>
            {languageChoices(problem).map(({ id, label }) => <option key={id} value={id}>{label}</option>)}
          </Select>
        )}
      </Field>
      <Seat visibility={visibility} onChange={setVisibility} />
      {trouble?.field === "form" && <div role="alert"><FieldError>{trouble.words}</FieldError></div>}
    </Dialog>
  );
}

const SEATS = [
  { value: Visibility.INVITE_ONLY, label: "Invite only", hint: "Only a person with your link" },
  { value: Visibility.OPEN, label: "Open", hint: "Anyone who is signed in" },
];

function Seat({ visibility, onChange }: { visibility: Visibility; onChange: (visibility: Visibility) => void }) {
  return (
    <FieldGroup role="radiogroup" label="Who can take the second seat">
      <div className="flex gap-3 max-mid:flex-col max-mid:gap-2">
        {SEATS.map(({ value, label, hint }) => (
          <label key={value} className="option card">
            <input type="radio" name="visibility" checked={visibility === value} onChange={() => onChange(value)} />
            <span>
              {label}
              <span className="hint block">{hint}</span>
            </span>
          </label>
        ))}
      </div>
    </FieldGroup>
  );
}
