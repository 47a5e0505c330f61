import type { Room, RoomSnapshot } from "../room/types";
import { PATIENCE } from "./patience";

/** Resolves with the first snapshot that is so; rejects with the last one if that takes too long. */
export function until(room: Room, isSo: (snapshot: RoomSnapshot) => boolean): Promise<RoomSnapshot> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      unsubscribe();
      settle();
    };
    const look = (): void => {
      const snapshot = room.snapshot();
      if (isSo(snapshot)) end(() => resolve(snapshot));
    };
    const late = (): void => end(() => reject(new Error(`in vain: ${String(isSo)} with ${JSON.stringify(room.snapshot())}`)));
    const timer = setTimeout(late, PATIENCE);
    const unsubscribe = room.subscribe(look);
    look();
  });
}

/** The room is open and all that was there is read. */
export function isIn({ connection, isLoaded }: RoomSnapshot): boolean {
  return connection.kind === "live" && isLoaded;
}

/** What was said, by whom. */
export function talk({ rows }: RoomSnapshot): readonly string[] {
  return rows.flatMap((row) => (row.kind === "message" ? [`${row.userId}: ${row.text}`] : []));
}

/** Resolves when the text of a language is so in this room. */
export async function untilText(room: Room, language: string, isSo: (text: string) => boolean): Promise<string> {
  for (;;) {
    const text = room.document(language).getText("code").toString();
    if (isSo(text)) return text;
    await changeOf(room, language, text);
  }
}

/** The text changed, or is another document's. */
function changeOf(room: Room, language: string, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const doc = room.document(language);
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      doc.off("update", changed);
      unsubscribe();
      settle();
    };
    const changed = (): void => end(resolve);
    const timer = setTimeout(() => end(() => reject(new Error(`in vain: another text than ${JSON.stringify(text)}`))), PATIENCE);
    const unsubscribe = room.onDocumentReplaced(changed);
    doc.on("update", changed);
  });
}
