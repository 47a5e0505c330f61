import { useCallback, useSyncExternalStore } from "react";

/** Whether the window has room for more than one panel (720 px). */
export const ROOM_FOR_TWO = "(width >= 45rem)";

/** Whether a media query holds, as of now. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = matchMedia(query);
      list.addEventListener("change", listener);
      return () => list.removeEventListener("change", listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}
