import { EditorView } from "@codemirror/view";
import { expect, test } from "vitest";
import { openSearch, searching } from "./search";

test("the search panel is fetched when somebody asks for it, and there is one", async () => {
  const view = new EditorView({ doc: "find me", extensions: searching(), parent: document.body });
  expect(view.dom.querySelector(".cm-search")).toBeNull();
  await openSearch(view);
  await openSearch(view);
  expect(view.dom.querySelectorAll(".cm-search")).toHaveLength(1);
  expect(view.dom.textContent).toContain("Match case");
  view.destroy();
});
