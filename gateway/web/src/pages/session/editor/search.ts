import { Compartment, type EditorState, type Extension } from "@codemirror/state";
import { type EditorView, keymap } from "@codemirror/view";

/** Empty until somebody searches for the first time: the panel costs as much as a small page. */
const panel = new Compartment();

/** Opens the search panel on `Mod-f`; it is fetched then. */
export function searching(): Extension {
  const open = (view: EditorView): boolean => {
    void openSearch(view);
    return true;
  };
  return [panel.of([]), keymap.of([{ key: "Mod-f", run: open }])];
}

/** Opens the search panel, once it is here. Without a network it cannot be fetched, and nothing happens. */
export async function openSearch(view: EditorView): Promise<void> {
  const loaded = await import("./search-panel").catch(() => null);
  if (!loaded) return;
  if (isMissing(view.state)) view.dispatch({ effects: panel.reconfigure(loaded.searchPanel) });
  loaded.openSearchPanel(view);
}

function isMissing(state: EditorState): boolean {
  const found = panel.get(state);
  return Array.isArray(found) && found.length === 0;
}
