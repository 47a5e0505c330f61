import type { Problem } from "../../gen/hirehub/session/v1/problem_pb";
import { levelOf } from "../../look/problem-tags";
import { LEVELS, type Level } from "../../look/tag";

/** Which problems a list shows. */
export interface ProblemFilter {
  readonly words: string;
  readonly level: Level | "All";
}

/** Everything. */
export const NO_FILTER: ProblemFilter = { words: "", level: "All" };

/** The problems whose title, topics or id have every word, easier ones first, then by title. */
export function filterProblems(problems: readonly Problem[], filter: ProblemFilter): Problem[] {
  const words = plain(filter.words).split(/\s+/).filter(Boolean);
  const fits = (problem: Problem) => {
    if (filter.level !== "All" && levelOf(problem.difficulty) !== filter.level) return false;
    const text = plain(`${problem.title} ${problem.category} ${problem.problemId}`);
    return words.every((word) => text.includes(word));
  };
  return problems.filter(fits).sort((one, other) => rank(one) - rank(other) || one.title.localeCompare(other.title));
}

function rank(problem: Problem): number {
  const level = levelOf(problem.difficulty);
  return level ? LEVELS.indexOf(level) : LEVELS.length;
}

/** Without case and accents. */
function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
