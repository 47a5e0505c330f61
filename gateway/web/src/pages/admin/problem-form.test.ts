import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { Difficulty, ProblemSchema } from "../../gen/hirehub/session/v1/problem_pb";
import { problemOf } from "../../rpc/problem";
import { errorsFrom, errorsIn } from "./form-errors";
import { addressOf, BLANK, formOf, isSame, type ProblemForm, problemOfForm } from "./problem-form";

const problem = create(ProblemSchema, {
  problemId: "two-sum",
  title: "Two Sum",
  difficulty: Difficulty.MEDIUM,
  category: "Array • Hash Table",
  description: "Find *two*.\n\n    x",
  examples: [{ input: "1", output: "2", explanation: "" }],
  constraints: ["1 <= n", "n <= 9"],
  starterCode: { python: "pass\n", go: "" },
  expectedOutput: { python: "3\n" },
  interviewerNotes: "Ask why.",
});
const good: ProblemForm = formOf(problem);

test("a problem comes out of the form as it went in", () => {
  expect(problemOfForm(good)).toEqual(problem);
});

test("empty rows, blank lines and empty output are not sent", () => {
  const form = { ...good, examples: [...good.examples, { key: 7, input: "", output: "", explanation: "" }], constraints: "\n a \n\n b", code: { go: { starter: "x", expected: "" } } };
  const sent = problemOfForm(form);
  expect(sent.examples).toHaveLength(1);
  expect(sent.constraints).toEqual(["a", "b"]);
  expect(sent.starterCode).toEqual({ go: "x" });
  expect(sent.expectedOutput).toEqual({});
});

test("a form has changed only when it says something else", () => {
  expect(isSame(good, formOf(problem))).toBe(true);
  expect(isSame(good, { ...good, examples: [...good.examples, { key: 9, input: "", output: "", explanation: "" }] })).toBe(true);
  expect(isSame(good, { ...good, code: { go: good.code.go ?? { starter: "", expected: "" }, python: good.code.python ?? { starter: "", expected: "" } } })).toBe(true);
  expect(isSame(good, { ...good, notes: "Ask why!" })).toBe(false);
  expect(isSame(good, { ...good, code: {} })).toBe(false);
});

test("an address is made of a title", () => {
  expect(addressOf("Merge intervals!")).toBe("merge-intervals");
  expect(addressOf("  Café — O(1) ")).toBe("cafe-o-1");
  expect(addressOf("a".repeat(63) + " b")).toBe("a".repeat(63));
  expect(addressOf("!!!")).toBe("");
});

test("every rule is said at its field", () => {
  expect(errorsIn(good)).toEqual({});
  expect(Object.keys(errorsIn(BLANK))).toEqual(["title", "address", "statement"]);
  const long = "x".repeat(33 * 1024);
  const row = { key: 1, input: "1", output: "1", explanation: "" };
  const bad: [string, Partial<ProblemForm>][] = [
    ["title", { title: " ab " }],
    ["title", { title: "é".repeat(65) }],
    ["address", { address: "Two Sum" }],
    ["address", { address: "x".repeat(65) }],
    ["topics", { topics: "x".repeat(129) }],
    ["statement", { statement: " \n" }],
    ["statement", { statement: long }],
    ["examples", { examples: [{ ...row, output: "" }] }],
    ["examples", { examples: [{ ...row, input: "", output: "", explanation: "why" }] }],
    ["examples", { examples: Array.from({ length: 17 }, (_, key) => ({ ...row, key })) }],
    ["examples", { examples: [{ ...row, input: "x".repeat(5000) }] }],
    ["constraints", { constraints: "x\n".repeat(33) }],
    ["constraints", { constraints: "x".repeat(513) }],
    ["notes", { notes: long }],
    ["code", { code: { go: { starter: long, expected: "" } } }],
    ["code", { code: { go: { starter: "", expected: long } } }],
  ];
  for (const [field, change] of bad) expect(Object.keys(errorsIn({ ...good, ...change })), field).toEqual([field]);
});

test("what the server refuses lands at its field", () => {
  const refused = (message: string) => errorsFrom(problemOf(new ConnectError(message, Code.InvalidArgument)));
  expect(refused("title must be 3 to 128 bytes and not blank")).toEqual({ title: "Must be 3 to 128 bytes and not blank." });
  expect(refused("problem_id must be 1 to 64 of a-z, 0-9 and -")).toEqual({ address: "Must be 1 to 64 of a-z, 0-9 and -." });
  expect(Object.keys(refused("expected_output must be at most 32 languages"))).toEqual(["code"]);
  expect(Object.keys(refused("toString must be nothing of ours"))).toEqual(["form"]);
  expect(Object.keys(refused("no rule we know"))).toEqual(["form"]);
});

test("an address that is taken names its owner", () => {
  const taken = problemOf(new ConnectError("problem_id is taken", Code.AlreadyExists));
  expect(errorsFrom(taken, "Two sum")).toEqual({ address: "“Two sum” already uses this address." });
  expect(errorsFrom(taken)).toEqual({ address: "Another problem already uses this address." });
});

test("what has no field is said for the whole form", () => {
  const said = (code: Code) => errorsFrom(problemOf(new ConnectError("x", code))).form;
  expect(said(Code.Unavailable)).toContain("did not answer");
  expect(said(Code.NotFound)).toContain("deleted");
  expect(said(Code.PermissionDenied)).toContain("no administrator");
});
