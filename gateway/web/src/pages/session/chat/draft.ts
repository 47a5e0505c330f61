/** What was typed into a room's composer and not sent: it survives a reload and a sign-in. */
export interface Draft {
  read(): string;
  /** Keeps the text; an empty one is forgotten. */
  write(text: string): void;
}

/** The draft of a room, in this tab's storage; without storage it lives as long as the page. */
export function draftOf(roomId: string, storage: () => Storage = () => window.sessionStorage): Draft {
  const key = `hirehub.draft.${roomId}`;
  return {
    read: () => attempt(() => storage().getItem(key)) ?? "",
    write: (text) => {
      attempt(() => (text === "" ? storage().removeItem(key) : storage().setItem(key, text)));
    },
  };
}

/** Storage can be forbidden or full: then there is none, and typing goes on. */
function attempt<T>(use: () => T): T | null {
  try {
    return use();
  } catch {
    return null;
  }
}
