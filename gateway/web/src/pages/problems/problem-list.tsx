import { Link } from "wouter";
import type { Problem } from "../../gen/hirehub/session/v1/problem_pb";
import { languageName } from "../../look/language";
import { levelOf, topicsOf } from "../../look/problem-tags";
import { Difficulty } from "../../look/tag";

/** All problems that fit, each a link to read it. */
export function ProblemList({ problems, current }: { problems: readonly Problem[]; current: string | undefined }) {
  return (
    <nav className="min-h-0 flex-1 overflow-auto px-2 pb-2" aria-label="Problems" tabIndex={0}>
      <ul>
        {problems.map((problem) => (
          <li key={problem.problemId}>
            <Row problem={problem} isCurrent={problem.problemId === current} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Row({ problem, isCurrent }: { problem: Problem; isCurrent: boolean }) {
  const level = levelOf(problem.difficulty);
  return (
    <Link
      href={`/problems/${problem.problemId}`}
      aria-current={isCurrent ? "page" : undefined}
      className="choice-row relative grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 rounded-2 p-2 hover:bg-bg-1 max-mid:min-h-11 max-mid:py-2.5"
    >
      <span className="truncate font-medium">{problem.title}</span>
      <span className="w-17">{level && <Difficulty level={level} />}</span>
      <span className="col-span-full truncate text-12 text-text-3">{facts(problem)}</span>
    </Link>
  );
}

function facts(problem: Problem): string {
  return [topicsOf(problem.category).join(", "), languages(Object.keys(problem.starterCode))].filter(Boolean).join(" · ");
}

function languages(ids: readonly string[]): string {
  const [only] = ids;
  if (only === undefined) return "no starter code";
  return ids.length === 1 ? languageName(only) : `${ids.length} languages`;
}
