import type { RefObject } from "react";
import { LinkButton } from "../../look/button";
import { SearchInput } from "../../look/field";
import { Segments } from "../../look/segments";
import { LEVELS } from "../../look/tag";
import type { ProblemFilter } from "./problem-filter";

const LEVEL_OPTIONS = (["All", ...LEVELS] as const).map((value) => ({ value, label: value }));

interface ProblemToolsProps {
  readonly search: RefObject<HTMLInputElement | null>;
  readonly count: number | undefined;
  readonly filter: ProblemFilter;
  readonly onFilter: (filter: ProblemFilter) => void;
  readonly isAdmin: boolean;
}

/** Search, difficulty, and for admins the way to a new problem. */
export function ProblemTools({ search, count, filter, onFilter, isAdmin }: ProblemToolsProps) {
  return (
    <div className="grid gap-2 pr-3 pb-2 pl-4">
      <SearchInput
        ref={search}
        aria-label="Search problems"
        aria-keyshortcuts="/"
        placeholder={count === undefined ? "Search problems" : `Search ${count} ${count === 1 ? "problem" : "problems"}`}
        value={filter.words}
        onChange={(event) => onFilter({ ...filter, words: event.target.value })}
      />
      <div className="flex items-center justify-between gap-2">
        <Segments label="Difficulty" options={LEVEL_OPTIONS} value={filter.level} onChange={(level) => onFilter({ ...filter, level })} />
        {isAdmin && <LinkButton tone="quiet" small icon="add" href="/admin/problems/new">New</LinkButton>}
      </div>
    </div>
  );
}
