import { type RefObject, useCallback, useRef, useState } from "react";
import type { EditorHandle } from "./editor/editor-panel";
import type { PanelName } from "./panels/tabs";
import { useRoomKeys } from "./use-room-keys";

/** Which panel a narrow page shows, and the way to each of them. */
export interface Panels {
  readonly shown: PanelName;
  readonly show: (panel: PanelName) => void;
  /** Shows a panel and puts the focus where one works in it. */
  readonly goTo: (panel: PanelName) => void;
  /** Puts code at the caret of the editor, and the focus there. */
  readonly insert: (code: string) => void;
  readonly editor: RefObject<EditorHandle | null>;
  readonly composer: RefObject<HTMLTextAreaElement | null>;
}

/** The room's panels, with their keys. */
export function usePanels(): Panels {
  const [shown, show] = useState<PanelName>("code");
  const editor = useRef<EditorHandle>(null);
  const composer = useRef<HTMLTextAreaElement>(null);
  const goTo = useCallback((panel: PanelName) => {
    show(panel);
    // A hidden panel takes no focus: after it is drawn.
    requestAnimationFrame(() => {
      if (panel === "code") editor.current?.focus();
      else if (panel === "chat") composer.current?.focus();
      else document.querySelector<HTMLElement>("#problem .statement")?.focus();
    });
  }, []);
  const insert = useCallback(
    (code: string) => {
      goTo("code");
      editor.current?.insert(code);
    },
    [goTo],
  );
  useRoomKeys(goTo);
  return { shown, show, goTo, insert, editor, composer };
}
