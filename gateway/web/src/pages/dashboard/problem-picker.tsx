import type { UseQueryResult } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useId, useRef } from "react";
import type { Problem } from "../../gen/hirehub/session/v1/problem_pb";
import { Button } from "../../look/button";
import { FieldError, SearchInput } from "../../look/field";
import { LoadFailed } from "../../look/load-failed";
import { levelOf, topicsOf } from "../../look/problem-tags";
import { Difficulty } from "../../look/tag";

interface ProblemPickerProps {
  readonly problems: UseQueryResult<Problem[]>;
  /** Those that fit the words. */
  readonly matches: readonly Problem[];
  readonly chosen: Problem | undefined;
  readonly words: string;
  readonly onWords: (words: string) => void;
  readonly onPick: (problemId: string) => void;
  readonly error: string | undefined;
}

/** Search and choose one problem. In the search, Enter takes the first match and the arrow goes into the list. */
export function ProblemPicker({ problems, matches, chosen, words, onWords, onPick, error }: ProblemPickerProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  useChosenInView(list, chosen?.problemId);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || !["Enter", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    const [first] = matches;
    if (event.key === "Enter" && first) onPick(first.problemId);
    else list.current?.querySelector<HTMLElement>("input:checked")?.focus();
  };
  const count = problems.data?.length;
  return (
    <div className="field">
      <label className="label" htmlFor={id}>Problem</label>
      <div className="box" data-invalid={error ? true : undefined}>
        <SearchInput id={id} className="border-b border-line-2" data-autofocus value={words} placeholder={count ? `Search ${count} problems` : "Search problems"} aria-describedby={error ? `${id}-error` : undefined} onChange={(event) => onWords(event.target.value)} onKeyDown={onKeyDown} />
        <div ref={list} className="grid h-36 content-start gap-px overflow-y-auto p-1 max-mid:h-46" role="radiogroup" aria-label="Problems">
          {matches.map((problem) => <Option key={problem.problemId} problem={problem} isChosen={problem === chosen} onPick={onPick} />)}
          {problems.error && !problems.data && <LoadFailed what="problems" onRetry={() => void problems.refetch()} />}
          {problems.data && matches.length === 0 && <NoMatch words={words} onClear={() => onWords("")} />}
        </div>
      </div>
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  );
}

function Option({ problem, isChosen, onPick }: { problem: Problem; isChosen: boolean; onPick: (problemId: string) => void }) {
  const level = levelOf(problem.difficulty);
  return (
    <label className="option items-center px-2! py-1.5! max-mid:min-h-11">
      <input type="radio" name="problem" className="m-0!" checked={isChosen} onChange={() => onPick(problem.problemId)} />
      <span className="min-w-0 flex-1 truncate">{problem.title}</span>
      <span className="hint w-24 truncate max-mid:hidden">{topicsOf(problem.category)[0]}</span>
      <span className="w-17 flex-none">{level && <Difficulty level={level} />}</span>
    </label>
  );
}

function NoMatch({ words, onClear }: { words: string; onClear: () => void }) {
  return (
    <div className="grid justify-items-start gap-2 p-3">
      <p className="text-text-2">{words ? `No problem matches “${words}”. Try fewer words.` : "There are no problems yet. An administrator can write one."}</p>
      {words && <Button small onClick={onClear}>Clear search</Button>}
    </div>
  );
}

/** A problem chosen by its address may be far down. */
function useChosenInView(list: React.RefObject<HTMLElement | null>, chosen: string | undefined): void {
  useEffect(() => {
    if (chosen) list.current?.querySelector("label:has(input:checked)")?.scrollIntoView({ block: "nearest" });
  }, [list, chosen]);
}
