import { useCallback, useSyncExternalStore } from "react";
import type * as Y from "yjs";
import type { Room } from "../../../room/types";

/** A language's shared document, as it is now: a resync or a new guest replaces it. */
export function useDocument(room: Room, language: string): Y.Doc {
  const subscribe = useCallback(
    (listener: () => void) => room.onDocumentReplaced((replaced) => replaced === language && listener()),
    [room, language],
  );
  return useSyncExternalStore(subscribe, () => room.document(language));
}
