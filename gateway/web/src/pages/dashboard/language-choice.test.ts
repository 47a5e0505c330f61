import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { ProblemSchema } from "../../gen/hirehub/session/v1/problem_pb";
import { languageChoices, startLanguage } from "./language-choice";

const problem = create(ProblemSchema, { starterCode: { sql: "", go: "", cobol: "" } });
const bare = create(ProblemSchema, {});

test("a problem's own languages come first, and the others say that they have no code", () => {
  const labels = languageChoices(problem).map((choice) => choice.label);
  expect(labels.slice(0, 4)).toEqual(["Go", "SQL", "cobol", "Python (no starter code)"]);
  expect(languageChoices(bare)[0]).toEqual({ id: "python", label: "Python" });
});

test("the language offered is the wanted one, the last one or the first", () => {
  expect(startLanguage(problem, "rust", "sql")).toBe("rust");
  expect(startLanguage(problem, undefined, "sql")).toBe("sql");
  expect(startLanguage(problem, undefined, "python")).toBe("go");
  expect(startLanguage(problem, "klingon", null)).toBe("go");
  expect(startLanguage(undefined, undefined, "java")).toBe("java");
});
