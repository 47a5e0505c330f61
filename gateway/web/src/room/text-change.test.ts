// @vitest-environment node
import { expect, it } from "vitest";
import * as Y from "yjs";
import { replaceText } from "./text-change";

it("changes no more than differs, and nothing if nothing does", () => {
  const text = new Y.Doc().getText("code");
  text.insert(0, "one two three");
  const deltas: unknown[] = [];
  text.observe(({ delta }) => deltas.push(delta));
  replaceText(text, "one 2 three");
  replaceText(text, "one 2 three");
  expect(deltas).toEqual([[{ retain: 4 }, { delete: 3 }, { insert: "2" }]]);
});

it("puts no carriage return into a shared text", () => {
  const text = new Y.Doc().getText("code");
  replaceText(text, "a\r\nb\rc");
  expect(text.toString()).toBe("a\nb\nc");
});
