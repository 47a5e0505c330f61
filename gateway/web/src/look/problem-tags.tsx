import { Difficulty as Hardness, type Problem } from "../gen/hirehub/session/v1/problem_pb";
import { classNames } from "./class-names";
import { Difficulty, type Level, Tag } from "./tag";

const LEVEL: Record<Hardness, Level | undefined> = {
  [Hardness.UNSPECIFIED]: undefined,
  [Hardness.EASY]: "Easy",
  [Hardness.MEDIUM]: "Medium",
  [Hardness.HARD]: "Hard",
};

/** A problem's difficulty as a word; undefined where the server knows one that this page does not. */
export function levelOf(difficulty: Hardness): Level | undefined {
  return LEVEL[difficulty];
}

/** A problem's topics: its category, split where people split it (`Array • Hash Table`, `Arrays, Sorting`). */
export function topicsOf(category: string): string[] {
  return category.split(/[•·,;]/).map((topic) => topic.trim()).filter(Boolean);
}

/** Difficulty and topics of a problem in a row. */
export function ProblemTags({ problem, className }: { problem: Pick<Problem, "difficulty" | "category">; className?: string }) {
  const level = levelOf(problem.difficulty);
  return (
    <div className={classNames("tags", className)}>
      {level && <Difficulty level={level} />}
      {topicsOf(problem.category).map((topic) => <Tag key={topic}>{topic}</Tag>)}
    </div>
  );
}
