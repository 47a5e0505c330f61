import { Code } from "@connectrpc/connect";
import type { Problem as Trouble } from "../../rpc/problem";
import { isEmptyRow, type ProblemForm } from "./problem-form";

/** A place of the form where something can be wrong. */
export type FieldName = "title" | "address" | "difficulty" | "topics" | "statement" | "examples" | "constraints" | "notes" | "code";

/** What is wrong, in words, by place; `form` for what has no place. */
export type FormErrors = Partial<Record<FieldName | "form", string>>;

/** In the order of the form: the first one gets the focus. */
export const FIELDS: readonly FieldName[] = ["title", "address", "difficulty", "topics", "statement", "examples", "constraints", "notes", "code"];

const KIB = 1024;
/** The server's limits, in bytes of UTF-8 where it is text: see `problem.proto`. */
const LIMITS = { title: 128, topics: 128, text: 32 * KIB, examples: 16, examplePart: 4 * KIB, constraints: 32, constraint: 512, languages: 32 };

/** What breaks a rule, before it is sent. */
export function errorsIn(form: ProblemForm): FormErrors {
  const errors: FormErrors = {};
  const check = (field: FieldName, holds: boolean, words: string) => {
    if (!holds) errors[field] ??= words;
  };
  check("title", bytes(form.title.trim()) >= 3, "Use at least 3 characters.");
  check("title", bytes(form.title.trim()) <= LIMITS.title, "Use at most 128 characters.");
  check("address", form.address.trim() !== "", "Give it an address, as two-sum.");
  check("address", /^[a-z0-9-]{1,64}$/.test(form.address.trim()), "Use 1 to 64 small letters, digits and hyphens.");
  check("topics", bytes(form.topics) <= LIMITS.topics, "Use at most 128 characters.");
  check("statement", form.statement.trim() !== "", "Write what is to be solved.");
  check("statement", bytes(form.statement) <= LIMITS.text, "Use at most 32 KiB.");
  checkExamples(form, check);
  checkConstraints(form, check);
  check("notes", bytes(form.notes) <= LIMITS.text, "Use at most 32 KiB.");
  const code = Object.values(form.code);
  check("code", code.length <= LIMITS.languages, "Use at most 32 languages.");
  check("code", code.every(({ starter, expected }) => bytes(starter) <= LIMITS.text && bytes(expected) <= LIMITS.text), "Use at most 32 KiB a language.");
  return errors;
}

type Check = (field: FieldName, holds: boolean, words: string) => void;

function checkExamples({ examples }: ProblemForm, check: Check): void {
  const rows = examples.filter((row) => !isEmptyRow(row));
  check("examples", rows.length <= LIMITS.examples, "Use at most 16 examples.");
  check("examples", rows.every((row) => row.input !== "" && row.output !== ""), "Each example needs an input and an output.");
  check("examples", rows.every((row) => [row.input, row.output, row.explanation].every((part) => bytes(part) <= LIMITS.examplePart)), "Use at most 4 KiB a part.");
}

function checkConstraints({ constraints }: ProblemForm, check: Check): void {
  const lines = constraints.split("\n").map((line) => line.trim()).filter(Boolean);
  check("constraints", lines.length <= LIMITS.constraints, "Use at most 32 lines.");
  check("constraints", lines.every((line) => bytes(line) <= LIMITS.constraint), "Use at most 512 characters a line.");
}

const WIRE_FIELDS: Readonly<Record<string, FieldName>> = {
  problem_id: "address",
  title: "title",
  difficulty: "difficulty",
  category: "topics",
  description: "statement",
  examples: "examples",
  constraints: "constraints",
  interviewer_notes: "notes",
  starter_code: "code",
  expected_output: "code",
  language: "code",
};

/** What the server refused, at its place. `owner` is the title of the problem that has the address already. */
export function errorsFrom(trouble: Trouble, owner?: string): FormErrors {
  const field = trouble.field !== null && Object.hasOwn(WIRE_FIELDS, trouble.field) ? WIRE_FIELDS[trouble.field] : undefined;
  if (field) return { [field]: ruleIn(trouble.message) };
  switch (trouble.code) {
    case Code.AlreadyExists:
      return { address: owner ? `“${owner}” already uses this address.` : "Another problem already uses this address." };
    case Code.NotFound:
      return { form: "It was not saved: somebody deleted this problem meanwhile. Copy what you need." };
    case Code.PermissionDenied:
      return { form: "It was not saved: you are no administrator any more." };
    case Code.Unauthenticated:
      return { form: "It was not saved: you are signed out. What you wrote is still here; sign in in another tab and save again." };
    default:
      return { form: trouble.isPassing ? "It was not saved: the server did not answer. What you wrote is still here; save again." : `It was not saved. The server said: ${trouble.message}.` };
  }
}

/** `title must be 3 to 128 bytes` says: Must be 3 to 128 bytes. */
function ruleIn(message: string): string {
  const rule = /^\S+ must be (.+?)\.?$/.exec(message)?.[1];
  return rule ? `Must be ${rule}.` : message;
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
