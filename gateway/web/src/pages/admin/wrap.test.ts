import { expect, test } from "vitest";
import { type Wrap, wrap } from "./wrap";

/** `|` marks what is chosen. */
function done(marked: string, kind: Wrap): string {
  const [before = "", chosen = "", after = ""] = marked.split("|");
  const value = before + chosen + after;
  const change = wrap(value, before.length, before.length + chosen.length, kind);
  const next = value.slice(0, change.start) + change.text + value.slice(change.end);
  const [start, end] = change.selection;
  return `${next.slice(0, start)}|${next.slice(start, end)}|${next.slice(end)}`;
}

test("a chosen text is wrapped and stays chosen", () => {
  expect(done("a |b| c", "bold")).toBe("a **|b|** c");
  expect(done("a |b| c", "italic")).toBe("a *|b|* c");
  expect(done("|x|", "code")).toBe("`|x|`");
  expect(done("||", "code")).toBe("`||`");
});

test("the same again takes it away", () => {
  expect(done("a **|b|** c", "bold")).toBe("a |b| c");
  expect(done("`|x|`", "code")).toBe("|x|");
  expect(done("**|b|**", "italic")).toBe("***|b|***");
});

test("a link asks for what is missing", () => {
  expect(done("see |this| page", "link")).toBe("see [this](|https://|) page");
  expect(done("see ||", "link")).toBe("see [||](https://)");
});
