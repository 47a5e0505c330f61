import { useKeydown } from "../../look/keydown";
import { PANEL_NAMES, type PanelName } from "./panels/tabs";

/** `Ctrl /` (`⌘ /`) goes from chat to editor and back, `Alt 1 2 3` to a panel. They work everywhere in the room. */
export function useRoomKeys(goTo: (panel: PanelName) => void): void {
  const onKey = (event: KeyboardEvent) => {
    const panel = panelOf(event);
    if (!panel || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    event.stopPropagation();
    goTo(panel);
  };
  // Before the editor, which has a use for some of them.
  useKeydown(onKey, true);
}

function panelOf(event: KeyboardEvent): PanelName | undefined {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key === "/") {
    return document.activeElement?.closest("#chat") ? "code" : "chat";
  }
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return undefined;
  // By the place of the key: with Alt a Mac types other characters.
  const digit = /^Digit([123])$/.exec(event.code)?.[1];
  return digit ? PANEL_NAMES[Number(digit) - 1] : undefined;
}
