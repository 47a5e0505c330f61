import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { Difficulty, ProblemSchema } from "../../gen/hirehub/session/v1/problem_pb";
import { filterProblems, NO_FILTER } from "./problem-filter";

const problems = [
  create(ProblemSchema, { problemId: "lru-cache", title: "LRU Cache", category: "Design • Hash Table", difficulty: Difficulty.HARD }),
  create(ProblemSchema, { problemId: "two-sum", title: "Two Sum", category: "Array • Hash Table", difficulty: Difficulty.EASY }),
  create(ProblemSchema, { problemId: "cafe", title: "Café queue", category: "Design", difficulty: Difficulty.EASY }),
];
const titles = (filter: Partial<typeof NO_FILTER>) => filterProblems(problems, { ...NO_FILTER, ...filter }).map((problem) => problem.title);

test("easier problems come first, then by title", () => {
  expect(titles({})).toEqual(["Café queue", "Two Sum", "LRU Cache"]);
});

test("every word counts, in title, topics and address, without case and accents", () => {
  expect(titles({ words: "hash TABLE" })).toEqual(["Two Sum", "LRU Cache"]);
  expect(titles({ words: " hash lru " })).toEqual(["LRU Cache"]);
  expect(titles({ words: "cafe" })).toEqual(["Café queue"]);
  expect(titles({ words: "graph colour" })).toEqual([]);
});

test("a difficulty narrows the search", () => {
  expect(titles({ level: "Easy", words: "design" })).toEqual(["Café queue"]);
  expect(titles({ level: "Medium" })).toEqual([]);
});
