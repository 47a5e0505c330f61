import { EditorView } from "@codemirror/view";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as Y from "yjs";
import { LANGUAGES } from "../../../look/language";
import { grammarOf } from "./languages";
import { stateFor } from "./setup";

let text: Y.Text;
let view: EditorView;

beforeEach(() => {
  text = new Y.Doc().getText("code");
  text.insert(0, "one\ntwo\n");
  const state = stateFor({ text, language: "python", readOnly: false, label: "Code", describedBy: "how", additions: [] });
  view = new EditorView({ state, parent: document.body });
});

afterEach(() => view.destroy());

test.each(["a\r\nb", "a\rb", "\r", "a\r\n\r\nb"])("what is inserted with carriage returns (%j) reaches the text without", (insert) => {
  view.dispatch({ changes: { from: 4, insert } });
  expect(text.toString()).toBe(`one\n${insert.replace(/\r\n?/g, "\n")}two\n`);
  expect(view.state.doc.toString()).toBe(text.toString());
});

test("a paste with carriage returns reaches the text without", () => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", "x\r\ny\rz");
  view.contentDOM.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  expect(text.toString()).toBe("x\ny\nzone\ntwo\n");
});

test("undo takes back one's own change and leaves the other person's", () => {
  view.dispatch({ changes: { from: 0, insert: "mine " } });
  text.doc?.transact(() => text.insert(text.length, "theirs"), "remote");
  view.contentDOM.dispatchEvent(new KeyboardEvent("keydown", { key: "z", ctrlKey: true, bubbles: true, cancelable: true }));
  expect(view.state.doc.toString()).toBe("one\ntwo\ntheirs");
});

test("a language without a grammar is plain text, whatever it is called", async () => {
  for (const id of ["brainfuck", "", "constructor", "__proto__"]) expect(await grammarOf(id).load()).toEqual([]);
});

test("every language of the menu has a grammar", async () => {
  for (const { id } of LANGUAGES) expect(await grammarOf(id).load()).toHaveProperty("parser");
});
