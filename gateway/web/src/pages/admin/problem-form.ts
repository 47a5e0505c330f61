import { create } from "@bufbuild/protobuf";
import { Difficulty, type Problem, ProblemSchema } from "../../gen/hirehub/session/v1/problem_pb";

/** One worked example as it is being written. */
export interface ExampleRow {
  /** Its own while the form is open: rows come and go. */
  readonly key: number;
  readonly input: string;
  readonly output: string;
  readonly explanation: string;
}

/** Code and expected output of one language. */
export interface CodeEntry {
  readonly starter: string;
  readonly expected: string;
}

/** A problem as it is being written. */
export interface ProblemForm {
  readonly title: string;
  readonly address: string;
  readonly difficulty: Difficulty;
  readonly topics: string;
  readonly statement: string;
  readonly examples: readonly ExampleRow[];
  /** One a line. */
  readonly constraints: string;
  readonly notes: string;
  /** By language id. */
  readonly code: Readonly<Record<string, CodeEntry>>;
}

/** A new problem: nothing but a place for an example. */
export const BLANK: ProblemForm = {
  title: "",
  address: "",
  difficulty: Difficulty.EASY,
  topics: "",
  statement: "",
  examples: [{ key: 0, input: "", output: "", explanation: "" }],
  constraints: "",
  notes: "",
  code: {},
};

/** The form of a problem that exists. */
export function formOf(problem: Problem): ProblemForm {
  const languages = new Set([...Object.keys(problem.starterCode), ...Object.keys(problem.expectedOutput)]);
  const code = [...languages].map((id) => [id, { starter: problem.starterCode[id] ?? "", expected: problem.expectedOutput[id] ?? "" }] as const);
  return {
    title: problem.title,
    address: problem.problemId,
    difficulty: problem.difficulty,
    topics: problem.category,
    statement: problem.description,
    examples: problem.examples.map(({ input, output, explanation }, key) => ({ key, input, output, explanation })),
    constraints: problem.constraints.join("\n"),
    notes: problem.interviewerNotes,
    code: Object.fromEntries(code),
  };
}

/** What the form says, as the server takes it: empty rows and lines are left out, and so is empty output. */
export function problemOfForm(form: ProblemForm): Problem {
  const entries = Object.entries(form.code);
  return create(ProblemSchema, {
    problemId: form.address.trim(),
    title: form.title.trim(),
    difficulty: form.difficulty,
    category: form.topics.trim(),
    description: form.statement,
    examples: form.examples.filter((row) => !isEmptyRow(row)).map(({ input, output, explanation }) => ({ input, output, explanation })),
    constraints: form.constraints.split("\n").map((line) => line.trim()).filter(Boolean),
    interviewerNotes: form.notes,
    starterCode: Object.fromEntries(entries.map(([id, { starter }]) => [id, starter])),
    expectedOutput: Object.fromEntries(entries.filter(([, { expected }]) => expected !== "").map(([id, { expected }]) => [id, expected])),
  });
}

/** A row in which nothing was written. */
export function isEmptyRow(row: ExampleRow): boolean {
  return row.input === "" && row.output === "" && row.explanation === "";
}

/** The address that a title suggests: `Merge intervals!` is `merge-intervals`; at most 64 characters. */
export function addressOf(title: string): string {
  const plain = title.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, "-").replace(/^-/, "").slice(0, 64).replace(/-$/, "");
}

/** Whether two states of a form say the same. */
export function isSame(one: ProblemForm, other: ProblemForm): boolean {
  return JSON.stringify(contents(one)) === JSON.stringify(contents(other));
}

function contents(form: ProblemForm): unknown {
  const { examples, code, ...rest } = form;
  const rows = examples.filter((row) => !isEmptyRow(row)).map(({ input, output, explanation }) => [input, output, explanation]);
  const entries = Object.entries(code).map(([id, { starter, expected }]) => [id, starter, expected]).sort();
  return [Object.entries(rest).sort(), rows, entries];
}
