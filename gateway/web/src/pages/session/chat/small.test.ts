import { expect, test } from "vitest";
import { announcement, SAID_EACH } from "./announcer";
import { followsEnd, NEAR_END_PX } from "./scroll";
import { eventWords, firstName, typingWords } from "./words";

test("the log follows its end only from nearby", () => {
  const at = (scrollTop: number) => followsEnd({ scrollTop, clientHeight: 400, scrollHeight: 1_000 });
  expect([at(600), at(600 - NEAR_END_PX), at(600 - NEAR_END_PX - 1)]).toEqual([true, true, false]);
});

test("a log that is shorter than its panel follows its end", () => {
  expect(followsEnd({ scrollTop: 0, clientHeight: 400, scrollHeight: 120 })).toBe(true);
});

test("few messages are read out, many are counted", () => {
  const saying = { who: "Ben", text: "Hi" };
  expect(announcement([saying, saying])).toBe("Ben: Hi. Ben: Hi");
  expect(announcement(Array(SAID_EACH + 1).fill(saying))).toBe("4 new messages");
});

test("a long message is not read out to its end", () => {
  expect(announcement([{ who: "Ben", text: "x".repeat(8_192) }]).length).toBeLessThan(400);
});

test("who types is named as long as names help", () => {
  expect(typingWords([])).toBe("");
  expect(typingWords(["Ana"])).toBe("Ana is typing");
  expect(typingWords(["Ana", "Bo"])).toBe("Ana and Bo are typing");
  expect(typingWords(["Ana", "Bo", "Cy"])).toBe("3 people are typing");
});

test("a person without a name is still somebody", () => {
  expect([firstName("Ben Kade"), firstName("  "), firstName("")]).toEqual(["Ben", "Someone", "Someone"]);
});

test("a language switch names the language as people do", () => {
  expect(eventWords({ kind: "switched", language: "cpp" })).toBe("switched to C++");
});
