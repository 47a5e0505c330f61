// @vitest-environment node
import { expect, it } from "vitest";
import { highlight } from "./highlight";

it.each([
  ["python", "def f(): # x", "def"],
  ["typescript", "const a: number = 1", "const"],
  ["java", "class A {}", "class"],
  ["cpp", "return 1;", "return"],
  ["go", "func f() {}", "func"],
  ["rust", "fn f() {}", "fn"],
  ["sql", "SELECT a FROM b", "SELECT"],
])("tells the words of %s from all else", async (language, text, word) => {
  const [line] = await highlight(text, language);
  expect(line?.find(({ style }) => style === "tok-keyword" || style === "tok-type")?.text).toBe(word);
  expect(line?.map((part) => part.text).join("")).toBe(text);
});

it("keeps lines, and what has no grammar as it is", async () => {
  expect(await highlight("a\n\nb", "cobol")).toEqual([[{ text: "a", style: "" }], [{ text: "", style: "" }], [{ text: "b", style: "" }]]);
  expect((await highlight("x = 1\n\ny", "python")).map((line) => line.map(({ text }) => text).join(""))).toEqual(["x = 1", "", "y"]);
});
