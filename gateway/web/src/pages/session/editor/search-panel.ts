import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import { keymap } from "@codemirror/view";

export { openSearchPanel } from "@codemirror/search";

/** In the words of the rest of the page. */
const PHRASES = {
  next: "Next",
  previous: "Previous",
  all: "Select all",
  "match case": "Match case",
  regexp: "Regular expression",
  "by word": "Whole words",
  replace: "Replace",
  "replace all": "Replace all",
};

/** Finding and replacing, and seeing where else the selected word stands. */
export const searchPanel: Extension = [
  EditorState.phrases.of(PHRASES),
  highlightSelectionMatches({ minSelectionLength: 3 }),
  search(),
  keymap.of(searchKeymap),
];
